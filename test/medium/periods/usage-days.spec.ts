import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import {
  daysOf,
  foldMonth,
  giveSubjects,
  keepMeters,
  keepMonth,
  type ReadingRow,
  subjectsOf,
  type UsageDay,
  withScope,
} from '@amie/database';
import { meters } from '@amie/services/resources';
import fc from 'fast-check';
import { addMember, addServer, newDatabase, type TestDatabase } from '../support/database.js';
import { days, october } from './amounts.js';
import { domain, read } from './october.js';

jest.setTimeout(60_000);

let db: TestDatabase;
let servers: Map<string, string>;
beforeAll(async () => {
  db = await newDatabase();
  for (const slug of ['alpha', 'beta']) await addMember(db, slug);
  servers = new Map([
    ['mail', await addServer(db, ['mail'])],
    ['mail2', await addServer(db, ['mail'])],
  ]);
  await withScope(db.worker, 'all', em => keepMeters(em, meters));
});
afterAll(() => db[Symbol.asyncDispose]());

/** A domain's month: what each day reads, when it comes, and when it passes to another owner. */
const history = fc.record({
  nights: fc.array(
    fc.oneof(
      { weight: 5, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 9n }) },
      { weight: 2, arbitrary: fc.constant('absent' as const) },
      { weight: 1, arbitrary: fc.constant('unlisted' as const) },
    ),
    { minLength: 31, maxLength: 31 },
  ),
  silentFrom: fc.integer({ min: 0, max: 45 }),
  comes: fc.integer({ min: -40, max: 700 }),
  passes: fc.integer({ min: 0, max: 44_000 }),
  to: fc.constantFrom('beta', '~house'),
});
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

const begin = Date.parse('2025-09-30T22:00:00Z');
const minutesLater = (minutes: number) => new Date(begin + minutes * 60_000);

function nightsOf(histories: readonly History[], night: number): ReadingRow[] {
  return histories.flatMap(({ nights, silentFrom, comes }, index) => {
    const value = night >= silentFrom && night < silentFrom + 12 ? 'absent' : nights[night];
    if (value === undefined || value === 'unlisted' || comes > (night + 1) * 24) return [];
    const key = domain(`d${index}`);
    const sent = value === 'absent' ? [] : [{ meter: 'mail.sent', key, value: value % 1000n }];
    return [{ meter: 'mail.storage', key, value }, ...sent];
  });
}

/** Days by what the month counts them as: a quiet day was observed. */
function countsOf(found: readonly UsageDay[]) {
  const many = (...kinds: UsageDay['kind'][]) => found.filter(({ kind }) => kinds.includes(kind)).length;
  return { observed: many('observed', 'quiet'), estimated: many('estimated'), unknown: many('unknown') };
}

/** Each day of a subject of alpha's as it is opened, after the month was folded. */
async function opened(meter: string, key: string): Promise<readonly UsageDay[]> {
  return withScope(db.api, 'all', async em => {
    const { cutoff } = await foldMonth(em, '2025-10');
    await keepMonth(em, '2025-10', cutoff);
    const found = (await subjectsOf(em, '2025-10', meter, 'alpha')).find(one => one.key === key);
    if (!found) throw new Error(`${key} has no figure of ${meter}`);
    const { subjectId, observed, estimated, unknown } = found;
    const all = await daysOf(em, { subjectId, meter, month: '2025-10', owner: 'alpha' });
    expect(countsOf(all)).toEqual({ observed, estimated, unknown });
    expect(all.reduce((sum, { amount }) => sum + (amount ?? 0n), 0n)).toBe(found.amount);
    return all;
  });
}

const give = (key: string) =>
  withScope(db.worker, 'all', em =>
    giveSubjects(em, [{ serverId: servers.get('mail2') ?? '', service: 'mail', key }], 'alpha', minutesLater(-60_000)),
  );

it('a day that no dated log told of is unknown, and quiet only once a later night read that log', async () => {
  const key = domain('silent');
  await give(key);
  for (const day of [october(1), october(4)])
    await read({ api: { db } as never, servers }, 'mail2', day, 0, [{ meter: 'mail.sent', key, value: 8n }]);
  const found = await opened('mail.sent', key);
  expect(found.slice(0, 5).map(({ kind }) => kind)).toEqual(['observed', 'quiet', 'quiet', 'observed', 'unknown']);
  expect(found.at(-1)?.kind).toBe('unknown');
});

it('a subject that turns out to be expected from an earlier day has each day once', async () => {
  const key = domain('earlier');
  await give(key);
  await read({ api: { db } as never, servers }, 'mail2', october(11), 0, [{ meter: 'mail.storage', key, value: 9n }]);
  await db.look(
    `insert into subject_meter (subject_id, meter_id, first_day) select subject_id, meter_id, '2025-10-08'
     from subject_meter p join subject s on s.id = p.subject_id where s.key = $1`,
    [key],
  );
  const found = await opened('mail.storage', key);
  expect(found.slice(0, 4).map(({ day, kind }) => `${day} ${kind}`)).toEqual([
    '2025-10-08 estimated',
    '2025-10-09 estimated',
    '2025-10-10 estimated',
    '2025-10-11 observed',
  ]);
});

it('the days of a figure sum to what the month folds, through gaps, arrivals and changes of owner within a day', async () => {
  const histories = fc.sample(history, { numRuns: 40, seed: 4 });
  for (const [index, { comes, passes, to }] of histories.entries()) {
    const subject = [{ serverId: servers.get('mail') ?? '', service: 'mail', key: domain(`d${index}`) }];
    const [from, until] = [minutesLater(comes * 60), minutesLater(Math.max(passes, comes * 60 + 1))];
    await withScope(db.worker, 'all', em => giveSubjects(em, subject, 'alpha', from));
    await withScope(db.worker, 'all', em => giveSubjects(em, subject, to, until));
  }
  for (const [night, day] of days.entries())
    await read({ api: { db } as never, servers }, 'mail', day, 0, nightsOf(histories, night));
  await withScope(db.api, 'all', async em => {
    const { cutoff } = await foldMonth(em, '2025-10');
    await keepMonth(em, '2025-10', cutoff);
    const wrong: unknown[] = [];
    let opened = 0;
    for (const meter of ['mail.storage', 'mail.sent']) {
      for (const owner of ['alpha', 'beta', '~house']) {
        for (const { subjectId, key, amount, observed, estimated, unknown } of await subjectsOf(
          em,
          '2025-10',
          meter,
          owner,
        )) {
          const found = await daysOf(em, { subjectId, meter, month: '2025-10', owner });
          const told = { observed, estimated, unknown };
          const sum = found.reduce((all, one) => all + (one.amount ?? 0n), 0n);
          if (sum !== amount) wrong.push({ meter, owner, key, amount, sum });
          if (!isDeepStrictEqual(countsOf(found), told))
            wrong.push({ meter, owner, key, told, shown: countsOf(found) });
          opened += 1;
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(opened).toBeGreaterThan(100);
  });
});
