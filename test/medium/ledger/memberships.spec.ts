import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { endParts, planOf, presence, secondsOfMonth, setParts, withScope } from '@amie/database';
import fc from 'fast-check';
import { addMember as insertMember } from '../support/database.js';
import { type Ledger, newLedger } from './ledger-world.js';

jest.setTimeout(60_000);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await newLedger();
});
afterAll(() => ledger.api.close());

const ask = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  ledger.api.ask(method, `/api/v1/${path}`, { body, headers });
const inScope = <Result>(work: Parameters<typeof withScope<Result>>[2]) => withScope(ledger.api.db.api, 'all', work);
const overlaps = () =>
  ledger.api.db.look(`select a.id from membership a join membership b
    on a.member_id = b.member_id and a.id < b.id and a.valid && b.valid
    where a.replaced_at is null and b.replaced_at is null`);

describe('parts of a member', () => {
  it('are whole or half, from a day on, and told as they were written', async () => {
    const given = await ask('PUT', 'memberships/la-recre', { parts: '1,5', from: '2025-10-16' });
    expect(given.body.items).toMatchObject([{ parts: '1.5', halfParts: 3, from: '2025-10-16', until: null }]);
    expect(given.body.replaced).toEqual([]);
    const again = await ask('PUT', 'memberships/la-recre', { parts: 1.5, from: '2025-10-16' });
    expect(again.body).toEqual(given.body);
  });

  it('change from a moment on, and what was recorded before is kept', async () => {
    await ask('PUT', 'memberships/la-recre', { parts: '3', from: '2025-11-01' });
    const { body } = await ask('GET', 'memberships/la-recre');
    expect(body.items).toMatchObject([
      { parts: '1.5', from: '2025-10-16', until: '2025-11-01' },
      { parts: '3', from: '2025-11-01', until: null },
    ]);
    expect(body.replaced).toMatchObject([{ parts: '1.5', from: '2025-10-16', until: null }]);
    const earlier = await ask('PUT', 'memberships/la-recre', { parts: '1', from: '2025-10-01T09:30' });
    expect(earlier.body.items[0]).toMatchObject({ parts: '1', from: '2025-10-01T09:30', until: '2025-10-16' });
  });

  it('end, and are there no more from that moment', async () => {
    const ended = await ask('POST', 'memberships/la-recre/end', { on: '2025-12-01' });
    expect(ended.body.items.at(-1)).toMatchObject({ parts: '3', until: '2025-12-01' });
    expect((await ask('POST', 'memberships/la-recre/end', { on: '2026-01-01' })).body.code).toBe('parts-none');
    const later = await ask('GET', 'memberships?on=2026-01-01');
    expect(later.body).toMatchObject({ items: [], sold: '0', offered: '12', flags: [] });
  });

  it('over the number on offer are pointed out, with the day from which', async () => {
    const over = await ask('PUT', 'memberships/theatre', { parts: 12.5, from: '2027-01-01', until: '2027-02-01' });
    expect(over.status).toBe(200);
    expect(over.body.flags).toMatchObject([{ code: 'parts-oversold' }]);
    expect(over.body.flags[0].detail).toContain('2027-01-01');
    await ask('POST', 'memberships/theatre/end', { on: '2027-01-01' });
    expect((await ask('GET', 'memberships')).body.flags).toEqual([]);
  });

  it.each([
    [{ parts: '1.25', from: '2025-10-16' }, 'parts-shape'],
    [{ parts: -1, from: '2025-10-16' }, 'parts-shape'],
    [{ parts: 1, from: '16/10/2025' }, 'moment-shape'],
    [{ parts: 1, from: '2025-10-16T09:30:15' }, 'moment-shape'],
    [{ parts: 1, from: '2025-10-16', until: '2025-10-16' }, 'parts-bounds'],
    [{ parts: 1 }, 'field-missing'],
  ])('are refused as %j with %s', async (body, code) => {
    const answer = await ask('PUT', 'memberships/theatre', body);
    const codes = [answer.body.code, ...(answer.body.errors ?? []).map((error: { code: string }) => error.code)];
    expect(codes).toContain(code);
  });

  it('are only tried in a dry run', async () => {
    const before = (await ask('GET', 'memberships/theatre')).body;
    const dry = await ask('PUT', 'memberships/theatre?dryRun=true', { parts: 2, from: '2025-01-01' });
    expect(dry.body).toMatchObject({ isDryRun: true, items: [{ parts: '2', from: '2025-01-01' }] });
    expect((await ask('GET', 'memberships/theatre')).body).toEqual(before);
  });
});

describe('presence', () => {
  it('of the worked example is what its part-seconds are', async () => {
    const members = { a: 6, b: 8, c: 8, d: 2 };
    for (const [slug, halfParts] of Object.entries(members)) {
      const memberId = await insertMember(ledger.api.db, `ex-${slug}`);
      const from = slug === 'd' ? '2025-10-16' : '2025-01-01';
      await inScope(em => setParts(em, { memberId, halfParts, from, by: 't' }));
    }
    const october = await inScope(em => presence(em, '2025-10'));
    const keys = ['a', 'b', 'c', 'd'].map(slug => october.get(`ex-${slug}`));
    expect(keys).toEqual([8_046_000n, 10_728_000n, 10_728_000n, 1_386_000n]);
    expect(await inScope(em => secondsOfMonth(em, '2025-10'))).toBe(2_682_000n);
    expect(await inScope(em => secondsOfMonth(em, '2025-03'))).toBe(2_674_800n);
  });

  it('invariant 22: whatever is set, ended and set again, spans never overlap and days add up to the month', async () => {
    const day = fc.integer({ min: 0, max: 121 });
    const step = fc.record({
      from: day,
      length: fc.integer({ min: 1, max: 60 }),
      halves: fc.integer({ min: 0, max: 9 }),
    });
    const { db } = ledger.api;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), fc.option(day), async (steps, end) => {
        const memberId = await insertMember(db);
        const halves = new Array<number>(122).fill(0);
        await inScope(async em => {
          for (const { from, length, halves: halfParts } of steps) {
            const until = Math.min(from + length, 122);
            await setParts(em, { memberId, halfParts, from: dateOf(from), until: dateOf(until), by: 't' });
            halves.fill(halfParts, from, until);
          }
          if (end !== null) await endParts(em, { memberId, from: dateOf(end), by: 't' });
        });
        if (end !== null) halves.fill(0, end);
        const [{ slug } = { slug: '' }] = await db.look<{ slug: string }>('select slug from member where id = $1', [
          memberId,
        ]);
        for (const [month, first] of Object.entries(monthsFrom)) {
          const seen = (await inScope(em => presence(em, month))).get(slug) ?? 0n;
          const days = halves.slice(first, first + lengths[month]!);
          const wanted = days.reduce((sum, of, index) => sum + of * secondsOf(dateOf(first + index)), 0) / 2;
          expect([month, seen]).toEqual([month, BigInt(wanted)]);
        }
      }),
      { numRuns: 25 },
    );
    expect(await overlaps()).toEqual([]);
  });

  it('with a cutoff is what was known then, whatever was set since', async () => {
    const memberId = await insertMember(ledger.api.db, 'known-then');
    await inScope(em => setParts(em, { memberId, halfParts: 4, from: '2025-10-01', by: 't' }));
    const [then] = await ledger.api.db.look<{ at: Date }>('select clock_timestamp() as at');
    await new Promise(resolve => setTimeout(resolve, 5));
    await inScope(em => setParts(em, { memberId, halfParts: 2, from: '2025-10-01', by: 't' }));
    const of = async (cutoff?: Date) => (await inScope(em => presence(em, '2025-10', cutoff))).get('known-then');
    expect(await of()).toBe(2_682_000n);
    const cutoff = new Date((then?.at.getTime() ?? 0) + 1);
    expect(await of(cutoff)).toBe(5_364_000n);
  });

  it('stays without overlap when ten set it at once', async () => {
    const memberId = await insertMember(ledger.api.db);
    const set = (index: number) =>
      inScope(em => setParts(em, { memberId, halfParts: index + 1, from: dateOf(index), by: 't' }));
    await Promise.all(Array.from({ length: 10 }, (_, index) => set(index)));
    expect(await overlaps()).toEqual([]);
  });
});

describe('the plan of a year', () => {
  it('has 9 + 2 days for each part there all year, and the share of its seconds for who came later', async () => {
    const all = (await ask('GET', 'plan/2025', undefined, { 'accept-language': 'en' })).body;
    const of = (member: string) => all.members.find((one: { member: string }) => one.member === member);
    expect(of('ex-a').own.planned).toEqual({ umin: '11340000000', text: '27 d' });
    expect(of('ex-a').collective.planned).toEqual({ umin: '2520000000', text: '6 d' });
    // Sixteen of October's days, its hour more included, then two months.
    expect(of('ex-d').collective.planned.umin).toBe(String(36_174_496n + 2n * 70_000_000n));
    expect(all).toMatchObject({ ownDays: 9, collectiveDays: 2, minutesPerDay: 420, closedMonths: [] });
  });

  it('tells what is used, what waits for validation, and what is left', async () => {
    const entry = await ledger.log({ day: '2025-06-03', half: 'morning', member: 'ex-b' });
    const of = async () => (await ask('GET', 'plan/2025?member=ex-b')).body.members[0].own;
    expect(await of()).toMatchObject({ planned: { text: '36 j' }, used: { text: '0 j' }, waiting: { text: '½ j' } });
    await ledger.validate({ entries: [entry.id] });
    expect(await of()).toMatchObject({ used: { text: '½ j' }, waiting: { text: '0 j' }, left: { text: '35 ½ j' } });
    const nobody = await insertMember(ledger.api.db);
    const none = await inScope(em => planOf(em, nobody, 2025));
    expect(none.own).toEqual({ planned: 0n, used: 0n, left: 0n, waiting: 0n });
  });

  it('counts as used of the collective days what closed months weighed, and points out hours that come after', async () => {
    await closeMonth('2025-01', 'ex-c', 125_000_000n);
    const { members, closedMonths } = (await ask('GET', 'plan/2025?member=ex-c')).body;
    expect(closedMonths).toEqual(['2025-01']);
    expect(members[0].collective).toMatchObject({
      planned: { umin: '3360000000' },
      used: { umin: '125000000', text: '2 h 05' },
      left: { umin: '3235000000' },
    });
    await ledger.api.db.look(
      `insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, issued_by)
         select '2025-01-01', '2025-02-01', 'mail', id, -5000000, 'late', 't' from member where slug = 'ex-c'`,
    );
    const corrected = (await ask('GET', 'plan/2025?member=ex-c')).body.members[0].collective;
    expect([corrected.used.text, corrected.left.umin]).toEqual(['2 h', '3240000000']);
    const late = await ask('POST', 'days', { day: '2025-01-20', half: 'morning', pool: 'mail' });
    expect(late.body.flags).toMatchObject([{ code: 'month-settled' }]);
  });

  it('is not of a year that nobody lives in', async () => {
    expect((await ask('GET', 'plan/twenty')).status).toBe(422);
    expect((await ask('GET', 'plan/2031')).body.members).not.toEqual([]);
  });
});

// From 1 September 2025, four months.
const dateOf = (index: number): string => new Date(Date.UTC(2025, 8, 1 + index)).toISOString().slice(0, 10);
const monthsFrom: Readonly<Record<string, number>> = { '2025-09': 0, '2025-10': 30, '2025-11': 61, '2025-12': 91 };
const lengths: Readonly<Record<string, number>> = { '2025-09': 30, '2025-10': 31, '2025-11': 30, '2025-12': 31 };
const secondsOf = (day: string): number => (day === '2025-10-26' ? 90_000 : 86_400);

/** As the periods leave a month behind: its share of one member written down, its figures settled. */
async function closeMonth(month: string, slug: string, umin: bigint): Promise<void> {
  const first = `${month}-01`;
  const digest = 'a'.repeat(64);
  const statements: [string, unknown[]][] = [
    [`insert into board_decision (taken_on, title, recorded_by) values ('2024-12-01', 'v', 't')`, []],
    [
      `insert into policy (version, body, body_sha256, engine_version, drafted_by) values (1, '{}', $1, '1', 't')`,
      [digest],
    ],
    [`insert into period (month) values ($1)`, [first]],
    [
      `update period set state = 'proposed', cutoff = now(), policy_version = 1, input_sha256 = $2, output_sha256 = $2,
         proposed_by = 't', proposed_at = now() where month = $1`,
      [first, digest],
    ],
    [
      `update period set state = 'approved', approved_by = 't', approved_at = now(),
         decision_id = (select id from board_decision) where month = $1`,
      [first],
    ],
    [
      `insert into period_input (month, kind, name, amount) values ($1, 'pool-minutes', 'mail', $2)`,
      [first, umin / 1_000_000n],
    ],
    [
      `insert into alloc_line (month, pool, component, member_id, amount_umin)
         select $1, 'mail', '~solidarity', id, $3 from member where slug = $2`,
      [first, slug, umin],
    ],
    [`update period set state = 'closed', closed_by = 't', closed_at = now() where month = $1`, [first]],
  ];
  for (const [text, values] of statements) await ledger.api.db.look(text, values);
}
