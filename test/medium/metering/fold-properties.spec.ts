import { describe, expect, it } from '@jest/globals';
import { foldMonth, giveSubjects, type MonthUsage, type ReadingRow, withScope } from '@amie/database';
import fc from 'fast-check';
import { foldGauge, type GaugeCase, type Outcome } from './model.js';
import { inMeteredWorld, isoDay, type MeteredWorld, newSource, read, type Source, stored } from './world.js';

let world: MeteredWorld;
inMeteredWorld(given => {
  world = given;
});

const first = '2025-10-01';
const lengths = Array.from({ length: 31 }, (_, day) => (day === 25 ? 90_000 : 86_400));
const monthBegins = Date.parse('2025-10-01T00:00:00+02:00');
const fold = (): Promise<MonthUsage> => withScope(world.db.api, 'all', em => foldMonth(em, '2025-10'));

/** One thing read for a month: some samples a day, some absent, some days without any run. */
const gaugeCase: fc.Arbitrary<GaugeCase> = fc
  .record({
    days: fc.array(
      fc.oneof(
        { weight: 3, arbitrary: fc.array(fc.bigInt({ min: 0n, max: 9n }), { minLength: 1, maxLength: 3 }) },
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.constant(['absent' as const]) },
      ),
      { minLength: 31, maxLength: 31 },
    ),
    silence: fc.record({ from: fc.nat({ max: 30 }), days: fc.nat({ max: 12 }) }),
    handover: fc.oneof(fc.constant(0), fc.constant(9_999_999), fc.nat({ max: 31 * 86_400 + 3600 })),
  })
  .map(({ days, silence, handover }) => {
    const samples = new Map<number, readonly (bigint | 'absent')[]>(
      days
        .map((given, day) => [day, given] as const)
        .filter(([day, given]) => given.length > 0 && (day < silence.from || day >= silence.from + silence.days)),
    );
    return { samples, handover, lengths, firstDay: Math.min(...samples.keys()) };
  })
  .filter(({ samples }) => samples.size > 0);

interface Sample {
  readonly day: number;
  readonly slot: 0 | 1 | 2;
  readonly row: ReadingRow;
}

/** Every sample of many cases as single arrivals: each case is a subject of its own. */
function samplesOf(cases: readonly GaugeCase[], keyOf: (index: number) => string): Sample[] {
  return cases.flatMap(({ samples }, index) =>
    [...samples].flatMap(([day, values]) =>
      values.map((value, slot) => ({
        day,
        slot: slot as 0 | 1 | 2,
        row: stored('mail.storage', keyOf(index), value),
      })),
    ),
  );
}

/** Writes them run by run, in the order in which their days and slots are first met. */
async function arrive(source: Source, samples: readonly Sample[]): Promise<void> {
  const runs = Map.groupBy(samples, ({ day, slot }) => `${day}/${slot}`);
  for (const together of runs.values()) {
    const [{ day, slot } = { day: 0, slot: 0 as const }] = together;
    await read(
      source,
      isoDay(first, day),
      together.map(({ row }) => row),
      { slot },
    );
  }
}

let made = 0;

/** Makes two members for each case. */
async function couples(count: number): Promise<[string, string][]> {
  const slugs = Array.from({ length: count }, (): [string, string] => {
    made += 1;
    return [`first${made}x`, `second${made}x`];
  });
  await world.db.look('insert into member (slug, name) select s, s from unnest($1::text[]) as s', [slugs.flat()]);
  return slugs;
}

/** Subjects of many cases under one source, each with two owners of its own in turn; what the fold says of each. */
async function foldAll(
  cases: readonly GaugeCase[],
  order: (samples: Sample[]) => Sample[],
): Promise<[Outcome, Outcome][]> {
  const source = await newSource(world);
  const owners = await couples(cases.length);
  const keyOf = (index: number) => `domain/nobody${source.serverId.slice(0, 8)}/${index}.test`;
  await withScope(world.db.worker, 'all', async em => {
    for (const [index, { handover }] of cases.entries()) {
      const subject = [{ serverId: source.serverId, service: source.service, key: keyOf(index) }];
      const [one = '', other = ''] = owners[index] ?? [];
      await giveSubjects(em, subject, one, new Date('2020-01-01T00:00:00Z'));
      await giveSubjects(em, subject, other, new Date(monthBegins + handover * 1000));
    }
  });
  await arrive(source, order(samplesOf(cases, keyOf)));
  const { lines } = await fold();
  const found = new Map(lines.filter(({ meter }) => meter === 'mail.storage').map(line => [line.owner, line]));
  return owners.map(([one, other]) => [outcomeOf(found.get(one)), outcomeOf(found.get(other))]);
}

function outcomeOf(line?: Outcome): Outcome {
  const { amount, observed, estimated, unknown } = line ?? { amount: 0n, observed: 0, estimated: 0, unknown: 0 };
  return { amount, observed, estimated, unknown };
}

const batch = fc.array(gaugeCase.map(completed), { minLength: 30, maxLength: 30 });

describe('the fold of any month of samples', () => {
  it('invariants 19, 20 and 22: agrees with the rules told day by day', async () => {
    await fc.assert(
      fc.asyncProperty(batch, async given => {
        const cases = given.map(sampledOnce);
        expect(await foldAll(cases, samples => samples)).toEqual(cases.map(foldGauge));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  it('invariant 15: is the same for any order of arrivals, duplicates included', async () => {
    await fc.assert(
      fc.asyncProperty(batch, fc.integer({ min: 1 }), async (cases, seed) => {
        const shuffled = (samples: Sample[]) => shuffle([...samples, ...samples], seed);
        expect(await foldAll(cases, shuffled)).toEqual(cases.map(foldGauge));
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});

/** Whatever is listed is expected from the source's first day on here, so that each case's days are the same for all. */
function completed(one: GaugeCase): GaugeCase {
  return { ...one, samples: new Map([[0, [0n]], ...one.samples]), firstDay: 0 };
}

/** A night alone, no sample by day: such a month is summed without looking for peaks. */
function sampledOnce(one: GaugeCase): GaugeCase {
  return { ...one, samples: new Map([...one.samples].map(([day, values]) => [day, values.slice(0, 1)])) };
}

function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state;
  };
  return items
    .map(item => ({ item, place: next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
