import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  attendance,
  codeOf,
  draftsOf,
  freezeLedger,
  helpMinutes,
  individualMinutes,
  ledgerPools,
  poolMinutes,
  rows,
  withScope,
} from '@amie/database';
import fc from 'fast-check';
import { type Ledger, newLedger } from './ledger-world.js';

jest.setTimeout(60_000);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await newLedger();
});
afterAll(() => ledger.api.close());

type Role = 'api' | 'worker';
const as = (role: Role, text: string, values: unknown[] = []) =>
  withScope(ledger.api.db[role], 'all', em => rows<Record<string, unknown>>(em, text, values));
const inScope = <Result>(work: Parameters<typeof withScope<Result>>[2]) => withScope(ledger.api.db.api, 'all', work);
const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'done', codeOf);
const look = (text: string, values: unknown[] = []) => ledger.api.db.look<Record<string, unknown>>(text, values);
const reverse = (id: string) =>
  ledger.api.ask('POST', `/api/v1/days/${id}/reverse`, { body: { reason: 'wrong' }, headers: ledger.board });

const insert = `
  insert into time_entry (technician_id, work_day, span, is_timed, minutes, kind, pool, created_by)
  select id, '2025-01-01', tstzrange($1::timestamptz, $1::timestamptz + $2::int * interval '1 minute'), true, $2,
    'collective', 'mail', 'technician:first' from technician where name = 'leo'
`;

describe('the database keeps the ledger:', () => {
  it('hours never overlap, however many write at once past every door', async () => {
    const at = Array.from({ length: 12 }, (_, index) => `2025-01-08 09:${String(index * 4).padStart(2, '0')}+01`);
    const outcomes = await Promise.all(at.map(start => refusal(as('api', insert, [start, 60]))));
    expect(outcomes.filter(code => code === 'done')).toHaveLength(1);
    expect(new Set(outcomes)).toEqual(new Set(['done', '23P01']));
  });

  it('half a day asked for by ten at once is written once, and the others are told by which entry', async () => {
    const body = { day: '2025-01-09', half: 'morning', pool: 'web' };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => ledger.api.ask('POST', '/api/v1/days', { body })),
    );
    expect(answers.map(answer => answer.status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...new Array<number>(9).fill(409),
    ]);
    expect(new Set(answers.filter(one => one.status === 409).map(one => one.body.code))).toEqual(
      new Set(['entry-overlaps']),
    );
  });

  it('an entry is 1 to 600 whole minutes of one local day, never of one to come', async () => {
    expect(await refusal(as('api', insert, ['2025-01-10 09:00+01', 0]))).toBe('23514');
    expect(await refusal(as('api', insert, ['2025-01-10 09:00+01', 601]))).toBe('23514');
    expect(await refusal(as('api', insert, ['2025-01-10 09:00:30+01', 60]))).toBe('23514');
    expect(await refusal(as('api', insert, ['2025-01-10 23:30+01', 31]))).toBe('AM205');
    expect(await refusal(as('api', insert, ['2098-01-10 09:00+01', 60]))).toBe('AM206');
    expect(await refusal(as('api', insert, ['2025-01-10 23:30+01', 30]))).toBe('done');
    const [entry] = await look(`select work_day::text as day from time_entry order by created_at desc limit 1`);
    expect(entry).toEqual({ day: '2025-01-10' });
  });

  it('nobody validates by writing the row, and no program deletes', async () => {
    const entry = await ledger.log({ day: '2025-01-13', half: 'morning', pool: 'mail' });
    const tries = [
      `update time_entry set validated_at = now()`,
      `update time_entry set is_live = false`,
      `update time_entry set created_by = 'x'`,
      `delete from time_entry`,
      `delete from attendance`,
      `delete from membership`,
      `update membership set half_parts = 2`,
      `truncate time_entry`,
    ];
    for (const text of tries) {
      expect([text, await refusal(as('api', text))]).toEqual([text, '42501']);
      expect([text, await refusal(as('worker', text))]).toEqual([text, '42501']);
    }
    const validate = 'update time_entry set validated_by = $2 where id = $1';
    expect(await refusal(as('worker', validate, [entry.id, 'technician:anne']))).toBe('42501');
    const bent = `update time_entry set validated_by = 'technician:anne', pool = 'web' where id = $1`;
    expect(await refusal(as('api', bent, [entry.id]))).toBe('AM202');
    for (const who of ['technician:leo', 'technician:nobody', 'anne']) {
      expect([who, await refusal(as('api', validate, [entry.id, who]))]).toEqual([who, 'AM204']);
    }
  });

  it('what is validated changes for nobody, not even for who owns the tables', async () => {
    const entry = await ledger.log({
      day: '2025-01-14',
      half: 'morning',
      pool: 'training',
      attendance: [{ member: 'theatre' }],
    });
    await ledger.validate({ entries: [entry.id] });
    const tries = [
      `update time_entry set minutes = 100 where id = $1`,
      `update time_entry set pool = 'web' where id = $1`,
      `update time_entry set validated_by = 'technician:leo' where id = $1`,
      `update time_entry set is_live = false where id = $1`,
      `delete from time_entry where id = $1`,
      `update attendance set minutes = 1 where entry_id = $1`,
      `delete from attendance where entry_id = $1`,
    ];
    for (const text of tries) expect([text, await refusal(look(text, [entry.id]))]).toEqual([text, 'AM201']);
    expect(await refusal(look('truncate time_entry cascade'))).toBe('AM201');
    const forged = `insert into attendance (entry_id, member_id, minutes) select $1, id, -5 from member where slug = 'la-recre'`;
    expect(await refusal(as('api', forged, [entry.id]))).toBe('AM201');
  });

  it('a sheet is not written while its entry is being validated', async () => {
    const entry = await ledger.log({ day: '2025-01-16', half: 'morning', pool: 'training' });
    const sheet = `insert into attendance (entry_id, member_id, minutes) select $1, id, 5 from member where slug = 'theatre'`;
    let written: Promise<string> | undefined;
    await inScope(async em => {
      await rows(em, `update time_entry set validated_by = 'technician:anne' where id = $1`, [entry.id]);
      written = refusal(as('api', sheet, [entry.id]));
      await new Promise(resolve => setTimeout(resolve, 100));
    });
    expect(await written).toBe('AM201');
  });

  it('a token made for the occasion validates nothing for three days', async () => {
    const entry = await ledger.log({ day: '2025-01-15', half: 'morning', pool: 'mail' });
    await ledger.api.ask('POST', '/api/v1/tokens', { body: { name: 'late' } });
    const validate = `update time_entry set validated_by = 'technician:late' where id = $1`;
    expect(await refusal(as('api', validate, [entry.id]))).toBe('AM204');
    await look(`update api_token set created_at = now() - interval '73 hours' where name = 'late'`);
    expect(await refusal(as('api', validate, [entry.id]))).toBe('done');
  });
});

describe('the sums of a month', () => {
  it('count what is validated alone, pool by pool, with who came and whom it helped', async () => {
    const seats = [
      { member: 'theatre', people: 4 },
      { member: 'la-recre', minutes: 90 },
    ];
    await ledger.log({ day: '2025-02-03', start: '09:00', end: '11:00', pool: 'training', attendance: seats });
    await ledger.log({ day: '2025-02-03', start: '14:00', end: '15:00', pool: 'mail', member: 'theatre' });
    await ledger.log({ day: '2025-02-04', half: 'morning', member: 'la-recre' });
    await ledger.log({ day: '2025-02-04', half: 'afternoon', kind: 'absence' });
    expect((await inScope(em => poolMinutes(em, '2025-02'))).get('training')).toBe(0n);
    expect(await inScope(em => draftsOf(em, '2025-02'))).toHaveLength(4);
    await ledger.validate({ month: '2025-02' });
    const pools = await inScope(em => poolMinutes(em, '2025-02'));
    expect([...pools.keys()]).toEqual([...ledgerPools]);
    expect([pools.get('training'), pools.get('mail'), pools.get('web')]).toEqual([120n, 60n, 0n]);
    expect(await inScope(em => individualMinutes(em, '2025-02'))).toEqual(new Map([['la-recre', 210n]]));
    expect(await inScope(em => helpMinutes(em, '2025-02'))).toEqual(new Map([['theatre', 60n]]));
    expect(await inScope(em => attendance(em, '2025-02'))).toEqual(
      new Map([
        ['la-recre', 90n],
        ['theatre', 480n],
      ]),
    );
    expect(await inScope(em => draftsOf(em, '2025-02'))).toEqual([]);
  });

  it('with a cutoff stay what they were, whatever is validated or reversed later', async () => {
    const seats = [{ member: 'theatre', people: 1 }];
    const kept = await ledger.log({ day: '2025-03-03', half: 'morning', pool: 'training', attendance: seats });
    await ledger.validate({ entries: [kept.id] });
    const cutoff = await inScope(freezeLedger);
    await new Promise(resolve => setTimeout(resolve, 5));
    await ledger.log({ day: '2025-03-04', half: 'morning', pool: 'training', attendance: seats });
    await ledger.validate({ month: '2025-03' });
    await reverse(kept.id);
    const of = async (at?: Date) => [
      (await inScope(em => poolMinutes(em, '2025-03', at))).get('training'),
      (await inScope(em => attendance(em, '2025-03', at))).get('theatre'),
    ];
    expect(await of(cutoff)).toEqual([210n, 210n]);
    expect(await of()).toEqual([210n, 210n]);
    const [second] = await look(`select id from time_entry where work_day = '2025-03-04'`);
    await reverse(String(second?.id));
    expect(await of()).toEqual([0n, 0n]);
    expect(await of(cutoff)).toEqual([210n, 210n]);
  });

  it('are frozen at a moment after which everything bears a later time', async () => {
    const entry = await ledger.log({ day: '2025-03-10', half: 'morning', pool: 'web' });
    let later: Promise<void> | undefined;
    const cutoff = await inScope(async em => {
      const at = await freezeLedger(em);
      later = ledger.validate({ entries: [entry.id] });
      await new Promise(resolve => setTimeout(resolve, 150));
      expect(await look('select 1 from time_entry where id = $1 and validated_at is null', [entry.id])).toHaveLength(1);
      return at;
    });
    await later;
    const [row] = await look('select validated_at > $2::timestamptz as "isLater" from time_entry where id = $1', [
      entry.id,
      cutoff,
    ]);
    expect(row).toEqual({ isLater: true });
  });

  it('invariant 29: individual + collective is the ledger’s total, whatever is validated, withdrawn and reversed', async () => {
    const what = fc.constantFrom(
      { member: 'theatre' },
      { pool: 'mail' },
      { pool: 'web', member: 'la-recre' },
      { kind: 'absence' },
      { kind: 'unplanned' },
    );
    const fate = fc.constantFrom('draft', 'validated', 'reversed', 'withdrawn');
    const entry = fc.record({ what, fate, minutes: fc.integer({ min: 1, max: 200 }) });
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 5 }), async entries => {
        turn += 1;
        const month = `${2010 + Math.floor(turn / 12)}-${String(1 + (turn % 12)).padStart(2, '0')}`;
        const sums: Record<string, number> = {};
        for (const [index, { what: purpose, fate: wanted, minutes }] of entries.entries()) {
          const made = await ledger.log({ day: `${month}-0${index + 1}`, minutes, ...purpose });
          if (wanted === 'withdrawn')
            await ledger.api.ask('DELETE', `/api/v1/days/${made.id}`, { headers: { 'if-match': '*' } });
          if (['validated', 'reversed'].includes(wanted)) await ledger.validate({ entries: [made.id] });
          if (wanted === 'reversed') await reverse(made.id);
          if (wanted === 'validated') sums[String(made.kind)] = (sums[String(made.kind)] ?? 0) + minutes;
        }
        const individual = total(await inScope(em => individualMinutes(em, month)));
        const collective = total(await inScope(em => poolMinutes(em, month)));
        expect([individual, collective]).toEqual([BigInt(sums.individual ?? 0), BigInt(sums.collective ?? 0)]);
        const [whole] = await look(
          `select coalesce(sum(minutes), 0)::int as minutes from time_entry where validated_at is not null
             and kind in ('individual', 'collective') and to_char(work_day, 'YYYY-MM') = $1`,
          [month],
        );
        expect(individual + collective).toBe(BigInt(Number(whole?.minutes)));
        const view = (await ledger.api.ask('GET', `/api/v1/days/months/${month}`)).body;
        expect(view.technicians.every((one: { isWhole: boolean }) => one.isWhole)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });
});

const total = (amounts: ReadonlyMap<string, bigint>): bigint =>
  [...amounts.values()].reduce((sum, one) => sum + one, 0n);
