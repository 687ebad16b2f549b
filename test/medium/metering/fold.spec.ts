import { describe, expect, it } from '@jest/globals';
import { foldMonth, type MonthUsage, withScope } from '@amie/database';
import {
  inMeteredWorld,
  isoDay,
  type MeteredWorld,
  newSource,
  own,
  read,
  silent,
  type Source,
  stored,
} from './world.js';

let world: MeteredWorld;
inMeteredWorld(given => {
  world = given;
});

const october = '2025-10-01';
const month = '2025-10';
const normal = 86_400n;
const octoberSeconds = 31n * normal + 3600n;

const fold = (of = month, cutoff?: string): Promise<MonthUsage> =>
  withScope(world.db.api, 'all', em => foldMonth(em, of, cutoff));

/** What one fold says of a meter and an owner; owners are new in each test, so nothing else is in it. */
function lineOf(usage: MonthUsage, meter: string, owner: string) {
  const found = usage.lines.find(line => line.meter === meter && line.owner === owner);
  if (!found) throw new Error(`no line of ${meter} for ${owner}`);
  const { amount, observed, estimated, unknown } = found;
  return { amount, observed, estimated, unknown };
}

let made = 0;

/** A source with one subject of a member that is new. */
async function newMember(service: Source['service'] = 'mail', from?: string) {
  made += 1;
  const slug = `member${made}x`;
  await world.db.look('insert into member (slug, name) values ($1, $1)', [slug]);
  const source = await newSource(world, service);
  const key = service === 'mail' ? `domain/${slug}/x.test` : `site/${slug}/x`;
  await own(source, slug, [key], from);
  return { slug, source, key };
}

/** Reads a gauge on each of a row of days; undefined: nothing ran. */
async function readDays(
  source: Source,
  key: string,
  values: readonly (bigint | 'absent' | undefined)[],
  first = october,
): Promise<void> {
  for (const [index, value] of values.entries())
    if (value !== undefined) await read(source, isoDay(first, index), [stored('mail.storage', key, value)]);
}

describe('a month of a gauge', () => {
  it('is the peak of each day times its seconds, W24: with the hour that October has more', async () => {
    const { slug, source, key } = await newMember();
    await readDays(
      source,
      key,
      Array.from({ length: 31 }, () => 1n),
    );
    expect(lineOf(await fold(), 'mail.storage', slug)).toEqual({
      amount: octoberSeconds,
      observed: 31,
      estimated: 0,
      unknown: 0,
    });
  });

  it('has an hour less in March', async () => {
    const { slug, source, key } = await newMember();
    await readDays(
      source,
      key,
      Array.from({ length: 31 }, () => 1n),
      '2025-03-01',
    );
    expect(lineOf(await fold('2025-03'), 'mail.storage', slug).amount).toBe(31n * normal - 3600n);
  });

  it("takes the highest of a day's samples, whatever their order", async () => {
    const { slug, source, key } = await newMember();
    await readDays(
      source,
      key,
      Array.from({ length: 31 }, () => 10n),
    );
    const sample = (slot: 0 | 1 | 2, value: bigint) =>
      read(source, '2025-10-26', [stored('mail.storage', key, value)], { slot });
    await sample(2, 25n);
    await sample(1, 5n);
    const expected = 10n * octoberSeconds + 15n * 90_000n;
    expect(lineOf(await fold(), 'mail.storage', slug).amount).toBe(expected);
  });
});

describe('missing days', () => {
  it('W17: a server silent nine days is estimated for seven by the lower neighbour, then unknown, never zero', async () => {
    const { slug, source, key } = await newMember();
    const silentDays = Array.from({ length: 9 }, () => undefined);
    await readDays(source, key, [
      ...Array.from({ length: 10 }, () => 10n),
      ...silentDays,
      ...Array.from({ length: 12 }, () => 4n),
    ]);
    await silent(source, '2025-10-12');
    expect(lineOf(await fold(), 'mail.storage', slug)).toEqual({
      amount: 100n * normal + 7n * 4n * normal + 4n * (12n * normal + 3600n),
      observed: 22,
      estimated: 7,
      unknown: 2,
    });
  });

  it('are estimated over the ends of the month', async () => {
    const { slug, source, key } = await newMember();
    await readDays(source, key, [8n], '2025-09-28');
    await readDays(
      source,
      key,
      Array.from({ length: 25 }, () => 10n),
      '2025-10-04',
    );
    await readDays(source, key, [3n], '2025-11-20');
    expect(lineOf(await fold(), 'mail.storage', slug)).toEqual({
      amount: 3n * 8n * normal + 10n * (25n * normal + 3600n) + 3n * 3n * normal,
      observed: 25,
      estimated: 6,
      unknown: 0,
    });
  });

  it('before the first reading are not missed, and without a neighbour are unknown after a week', async () => {
    const { slug, source, key } = await newMember();
    await readDays(
      source,
      key,
      Array.from({ length: 10 }, () => 'absent' as const),
      '2025-10-10',
    );
    await readDays(
      source,
      key,
      Array.from({ length: 12 }, () => 2n),
      '2025-10-20',
    );
    expect(lineOf(await fold(), 'mail.storage', slug)).toEqual({
      amount: 7n * 2n * normal + 2n * (12n * normal + 3600n),
      observed: 12,
      estimated: 7,
      unknown: 3,
    });
  });
});

describe('owners', () => {
  it('invariant 22: a transfer in the middle of a day adds up to the day', async () => {
    const { slug, source, key } = await newMember();
    const other = await newMember();
    await readDays(
      source,
      key,
      Array.from({ length: 31 }, () => 7n),
    );
    await own(source, other.slug, [key], '2025-10-26T09:30:00.5Z');
    const usage = await fold();
    const [before, after] = [lineOf(usage, 'mail.storage', slug), lineOf(usage, 'mail.storage', other.slug)];
    expect(before.amount + after.amount).toBe(7n * octoberSeconds);
    expect(before.amount).toBe(7n * (25n * normal + 11n * 3600n + 1800n));
    expect([before.observed, after.observed]).toEqual([26, 6]);
  });

  it('W11: pay for nothing that was counted before the thing was theirs', async () => {
    const { slug, source, key } = await newMember('mail', '2025-10-16T00:00:00+02:00');
    await readDays(
      source,
      key,
      Array.from({ length: 31 }, () => 1n),
    );
    const usage = await fold();
    expect(lineOf(usage, 'mail.storage', slug)).toMatchObject({ amount: 16n * normal + 3600n, observed: 16 });
    expect(usage.flags.filter(flag => flag.key === key).map(({ kind }) => kind)).toEqual(['before-presence']);
  });
});

describe('a dated log', () => {
  it('that is read back to before a new domain was there flags what it counted then, and no zero', async () => {
    const early = async (counted: bigint) => {
      const { source, key } = await newMember('mail', '2025-10-16T00:00:00+02:00');
      const log = ['2025-10-14', '2025-10-15', '2025-10-16'].map((day, index) =>
        stored('mail.sent', key, index === 1 ? counted : index === 2 ? 5n : 0n, day),
      );
      await read(source, '2025-10-17', log);
      return (await fold()).flags.filter(flag => flag.key === key).map(({ kind }) => kind);
    };
    expect(await early(0n)).toEqual([]);
    expect(await early(1n)).toEqual(['before-presence']);
  });

  it('W25: comes back after missed nights, and a day it does not mention was quiet if it could still be read', async () => {
    const { slug, source, key } = await newMember('web');
    const count = (night: string, values: readonly [string, bigint][]) =>
      read(
        source,
        night,
        values.map(([day, value]) => stored('web.bytes', key, value, day)),
      );
    await count('2025-10-02', [['2025-10-01', 100n]]);
    await count('2025-10-12', [
      ['2025-10-03', 30n],
      ['2025-10-10', 50n],
    ]);
    await count('2025-11-09', [['2025-11-08', 1n]]);
    expect(lineOf(await fold(), 'web.bytes', slug)).toEqual({ amount: 180n, observed: 17, estimated: 0, unknown: 14 });
  });
});

describe('a counter that only counts up', () => {
  it('invariant 23: starts again under a new epoch, and adds nothing where it runs backwards', async () => {
    const { slug, source, key } = await newMember('web');
    const samples: readonly [bigint, bigint][] = [
      [100n, 1n],
      [150n, 1n],
      [20n, 2n],
      [90n, 2n],
      [60n, 2n],
      [65n, 2n],
    ];
    for (const [index, [value, epoch]] of samples.entries())
      await read(source, isoDay(october, index), [{ meter: 'web.counted', key, value, epoch }]);
    const usage = await fold();
    expect(lineOf(usage, 'web.counted', slug).amount).toBe(50n + 20n + 70n + 0n + 5n);
    expect(usage.flags.filter(flag => flag.key === key)).toMatchObject([
      { kind: 'rollback', day: '2025-10-05', detail: { before: '90', after: '60' } },
    ]);
  });
});
