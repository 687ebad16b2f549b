import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { allocateMonth, costKey, costSalt, splitCents } from '@amie/allocation';
import {
  closeMonth,
  detachMonth,
  linesOf,
  monthFigures,
  monthInputs,
  type ReadingRow,
  rows,
  withScope,
} from '@amie/database';
import { days, october } from './amounts.js';
import { describeCommands } from './command-line.js';
import { describeShares } from './shares-claims.js';
import { adopt, domain, insertEntry, newOctober, type October, people, read, reading, validate } from './october.js';

jest.setTimeout(120_000);

let world: October;
let decision: string;
beforeAll(async () => {
  world = await newOctober();
});
afterAll(() => world.api.close());

const ask = (method: string, path: string, body?: unknown) => world.api.ask(method, `/api/v1${path}`, { body });
const inScope: <Result>(work: Parameters<typeof withScope<Result>>[2]) => Promise<Result> = work =>
  withScope(world.api.db.api, 'all', work);
const [youth, theatre, grocery, radio] = people;

/** What readings flagged of the month, of its shares and of the month itself: the same whatever its state. */
async function flagged(): Promise<object> {
  const notes = async (path: string) => {
    const flags: any[] = (await ask('GET', path)).body.flags;
    return flags.filter(({ note }) => note !== undefined).map(({ code, note }) => `${code} ${note.split(' ')[1]}`);
  };
  return { shares: await notes('/shares/2025-10'), month: await notes('/periods/2025-10') };
}
const seen = ['unknown-owner repository/~house', 'unknown-owner unit/~house'];
const readingFlags = { shares: seen, month: seen };

describe('a month before it closes', () => {
  it('folds from raw rows to the keys of the example', async () => {
    decision = await adopt(world);
    const inputs = await inScope(em => monthInputs(em, '2025-10'));
    const of = (meter: string) => [...people, '~house'].map(one => inputs.usage.get(meter)?.get(one) ?? 0n);
    expect(of('mail.storage')).toEqual([
      51_500_630_016_000n,
      115_743_301_632_000n,
      16_601_894_092_800n,
      4_359_979_008_000n,
      0n,
    ]);
    expect(of('mail.boxes')).toEqual([59_004_000n, 93_870_000n, 32_184_000n, 8_316_000n, 0n]);
    expect(of('mail.sent')).toEqual([9120n, 15_480n, 2210n, 1333n, 0n]);
    expect(of('web.bytes')).toEqual([38_400_000_000n, 96_100_000_000n, 0n, 210_500_000_000n, 0n]);
    const repositories = [337_473_699_840_000n, 874_621_698_048_000n, 70_307_020_800_000n, 87_199_580_160_000n];
    expect(of('backup.repo')).toEqual([...repositories, 281_228_083_200_000n]);
    expect(people.map(one => inputs.presence.get(one))).toEqual([8_046_000n, 10_728_000n, 10_728_000n, 1_386_000n]);
    expect(people.map(one => inputs.individual.get(one))).toEqual([1010n, 1360n, 1290n, 375n]);
  });

  it('shows provisional shares, and says so', async () => {
    const { body } = await ask('GET', '/shares/2025-10');
    expect(body).toMatchObject({ state: 'grace', isFinal: false, note: 'provisoire tant que le mois n’est pas clos' });
    expect(body.members.map((one: any) => [one.member, one.wholeMinutes])).toEqual([
      [grocery, '259'],
      [youth, '270'],
      [radio, '70'],
      [theatre, '406'],
    ]);
    expect(body.total.wholeMinutes).toBe('1005');
    expect(await flagged()).toEqual(readingFlags);
  });

  it('is not approved or closed unproposed, and no month is proposed before its grace is over', async () => {
    expect((await ask('POST', '/periods/2025-10/approve', { decision })).body.code).toBe('month-not-proposed');
    expect((await ask('POST', '/periods/2025-10/close')).body.code).toBe('month-not-approved');
    const current = new Date().toISOString().slice(0, 7);
    expect((await ask('POST', `/periods/${current}/propose`)).body.code).toBe('month-not-over');
    expect((await ask('GET', '/periods/2025-13')).body.errors[0].code).toBe('month-shape');
  });

  it('tells what keeps it from closing, and how to mend it, in both languages', async () => {
    await world.api.db.look(`select amie_secret_of('2025-10-01'), amie_secret_of('2025-11-01')`);
    await inScope(em => rows(em, insertEntry, [october(31), 30, 'collective', 'mail', null]));
    const { body } = await ask('POST', '/periods/2025-10/propose');
    expect(body.period.state).toBe('proposed');
    expect(body.gaps.map(({ code, params }: any) => [code, params.day, params.to])).toEqual([
      ['gap-source-days', october(9), october(10)],
      ['gap-entry', october(31), undefined],
    ]);
    const approval = (await ask('POST', '/decisions', { takenOn: '2025-11-15', title: 'Octobre' })).body.id;
    expect((await ask('POST', '/periods/2025-10/approve', { decision: approval })).body.state).toBe('approved');
    for (const [language, words] of [
      ['fr', 'serveur muet'],
      ['en', 'server silent'],
    ] as const) {
      const headers = { 'accept-language': language };
      const refused = await world.api.ask('POST', '/api/v1/periods/2025-10/close', { headers });
      expect([refused.status, refused.body.code, refused.body.errors.length]).toEqual([409, 'month-has-gaps', 2]);
      expect(refused.body.errors[0].detail).toContain(words);
      expect(refused.body.errors.every(({ action }: any) => action.includes('amie '))).toBe(true);
    }
    expect((await ask('GET', '/periods/2025-10')).body.state).toBe('approved');
    expect(await flagged()).toEqual(readingFlags);
  });

  it('invariant 27: a policy is not visible before its month, nor voted after it, nor for a month already proposed', async () => {
    const { policy } = (await ask('GET', '/policies/default')).body;
    policy.pools.mail = { ...policy.pools.mail, solidarity: 8000, drivers: [['mail.storage', 2000]] };
    const drafted = (await ask('POST', '/policies', { policy })).body.version;
    const adopted = (from: string) => ask('POST', `/policies/${drafted}/adopt`, { from, decision });
    expect((await adopted('2025-09')).body.code).toBe('policy-not-after-vote');
    expect((await adopted('2025-10')).body.code).toBe('policy-month-proposed');
    const before = await inScope(em => monthInputs(em, '2025-10'));
    expect((await adopted('2025-11')).body).toMatchObject({ state: 'active', isRecordedLate: true });
    expect(await inScope(em => monthInputs(em, '2025-10'))).toEqual(before);
    expect((await inScope(em => monthInputs(em, '2025-11'))).policyVersion).toBe(drafted);
    await expect(inScope(em => monthInputs(em, '2025-09'))).rejects.toMatchObject({ code: 'policy-missing' });
    expect((await adopted('2025-12')).body.code).toBe('policy-not-draft');
    const next = (await ask('POST', '/policies', { policy })).body.version;
    const ahead = await ask('POST', `/policies/${next}/adopt`, { from: '2099-01', decision });
    expect(ahead.body).toMatchObject({ effectiveMonth: '2099-01', isRecordedLate: false });
  });

  it('W23: a policy is integers in a form that is read strictly, never a text that is run', async () => {
    for (const [solidarity, code] of [
      ['3000', 'policy-unreadable'],
      [2999, 'policy-unreadable'],
      [3000.5, 'policy-unreadable'],
    ]) {
      const policy = { ...(await ask('GET', '/policies/default')).body.policy };
      policy.pools = { ...policy.pools, mail: { ...policy.pools.mail, solidarity } };
      expect((await ask('POST', '/policies', { policy })).body.code).toBe(code);
    }
    const { policy } = (await ask('GET', '/policies/default')).body;
    policy.pools.web.drivers[0][0] = 'web.dreams';
    expect((await ask('POST', '/policies', { policy })).body.code).toBe('policy-meter-unknown');
  });

  it('closes once its gaps are explained or mended: cut short it leaves nothing, two at once close it once', async () => {
    await inScope(em => rows(em, `update time_entry set withdrawn_by = 'technician:leo' where validated_at is null`));
    const [{ name }] = (await world.api.db.look<{ name: string }>('select name from server where id = $1', [
      world.servers.get('mail2'),
    ])) as [{ name: string }];
    const explain = (service: string, to: string) => {
      const body = { server: name, service, day: october(9), to, text: 'Panne de courant chez l’hébergeur' };
      return ask('POST', '/periods/2025-10/explanations', body);
    };
    expect((await explain('mail', october(10))).body.explanations.map(({ day }: any) => day)).toEqual([
      october(9),
      october(10),
    ]);
    expect((await explain('web', october(10))).body.code).toBe('day-without-gap');
    expect((await explain('mail', '2025-11-01')).body.code).toBe('day-outside-month');
    expect((await ask('GET', '/periods/2025-10/gaps')).body.gaps).toEqual([]);
    const cut = inScope(async em => {
      expect((await closeMonth(em, '2025-10', 'technician:first')).isClosed).toBe(true);
      throw new Error('killed');
    });
    await expect(cut).rejects.toThrow('killed');
    expect((await ask('GET', '/periods/2025-10')).body.state).toBe('approved');
    expect(await world.api.db.look('select 1 from alloc_line union all select 1 from period_input')).toEqual([]);
    const pids: number[] = [];
    const torn = inScope(async em => {
      const { isClosed } = await closeMonth(em, '2025-10', 'technician:first');
      const [{ pid }] = (await rows<{ pid: number }>(em, 'select pg_backend_pid() as pid')) as [{ pid: number }];
      pids.push(pid);
      if (pids.length === 1) await world.api.db.look('select pg_terminate_backend($1)', [pid]);
      else throw new Error(`again, ${isClosed}`);
      await rows(em, 'select 1');
    });
    await expect(torn).rejects.toThrow('again, true');
    expect(await world.api.db.look('select 1 from alloc_line union all select 1 from period_input')).toEqual([]);
    const both = await Promise.all([ask('POST', '/periods/2025-10/close'), ask('POST', '/periods/2025-10/close')]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0]?.body.outputSha256).toBe(both[1]?.body.outputSha256);
    expect((await ask('POST', '/periods/2025-10/propose')).body.code).toBe('month-closed');
  });
});

describeShares(() => world);
describeCommands(() => world);

describe('a closed month', () => {
  it('gives the figures of the example within three micro-minutes, and its euros to the cent', async () => {
    const { body } = await ask('GET', '/shares/2025-10');
    expect(body).toMatchObject({ state: 'closed', isFinal: true, unallocated: '0' });
    const figures = new Map<string, any>(body.members.map((one: any) => [one.member, one]));
    const expected = { [youth]: 269_890_138, [theatre]: 406_038_125, [grocery]: 259_349_417, [radio]: 69_722_320 };
    for (const [member, umin] of Object.entries(expected)) {
      expect(Math.abs(Number(figures.get(member).umin) - umin)).toBeLessThanOrEqual(21);
    }
    const mail = { [youth]: 69_964_757, [theatre]: 119_883_087, [grocery]: 45_690_136, [radio]: 9_462_020 };
    for (const [member, umin] of Object.entries(mail)) {
      expect(Math.abs(Number(figures.get(member).pools.mail) - umin)).toBeLessThanOrEqual(3);
    }
    expect(figures.get(radio).pools.web).toBe('24230770');
    const ofEngine = body.flags.filter(({ note }: any) => note === undefined);
    expect(ofEngine.map(({ code, pool, member }: any) => [code, pool, member])).toEqual([['capped', 'web', radio]]);
    expect(await flagged()).toEqual(readingFlags);
    const house = body.pools.filter(({ houseUmin }: any) => houseUmin !== '0');
    expect(house.map(({ pool, houseUmin }: any) => [pool, houseUmin])).toEqual([['backup', '14057086']]);
    const funded = people.map(one => figures.get(one).fundedUmin);
    expect(funded).toEqual(['210000000', '280000000', '280000000', '36174496']);
    const { inputs, shares } = await inScope(em => monthFigures(em, '2025-10'));
    const due = splitCents(200_000n, costKey(inputs.individual, shares.totals), costSalt('2025-10', 1));
    expect(people.map(one => due.get(one))).toEqual([50_789n, 70_081n, 61_482n, 17_648n]);
    const balance = people.map(one => Math.round(Number(figures.get(one).balanceUmin) / 1000));
    expect(balance).toEqual([-59_890, -126_038, 20_651, -33_548]);
  });

  it('invariant 16: replays from raw rows at its cutoff to the same digests, byte for byte', async () => {
    const replayed = (await ask('GET', '/periods/2025-10/replay')).body;
    expect(replayed).toMatchObject({ isSame: true });
    expect(replayed.kept).toEqual({ inputSha256: replayed.inputSha256, outputSha256: replayed.outputSha256 });
  });

  it('keeps lines of double entry: pools sum to their minutes, and to nothing for the house', async () => {
    const sums = await world.api.db.look(
      `select pool, sum(amount_umin)::text as umin, coalesce(sum(amount_umin) filter (where member_id is null), 0)::text as house
       from alloc_line group by 1 order by 1`,
    );
    expect(sums).toEqual([
      { pool: 'backup', umin: '130000000', house: '0' },
      { pool: 'directory', umin: '55000000', house: '0' },
      { pool: 'emergency', umin: '95000000', house: '0' },
      { pool: 'mail', umin: '245000000', house: '0' },
      { pool: 'management', umin: '120000000', house: '0' },
      { pool: 'training', umin: '180000000', house: '0' },
      { pool: 'web', umin: '180000000', house: '0' },
    ]);
    const { inputs, shares } = await inScope(em => monthFigures(em, '2025-10'));
    const [{ count }] = (await world.api.db.look<{ count: string }>('select count(*) from alloc_line')) as [
      { count: string },
    ];
    expect(linesOf(inputs, shares)).toHaveLength(Number(count));
  });

  it('publishes the secret that drew its samples, and no other one', async () => {
    expect((await ask('GET', '/periods/2025-10')).body.secret).toMatch(/^[0-9a-f]{64}$/);
    expect((await ask('GET', '/periods/2025-11')).body.secret).toBeNull();
  });

  it('W19: no role may change or remove a figure, and none may add one to it', async () => {
    for (const role of ['api', 'worker'] as const) {
      for (const text of [
        'update alloc_line set amount_umin = 0',
        'delete from alloc_line',
        'delete from period_input',
        'update adjustment set amount_umin = 1',
        'delete from policy',
        'delete from board_decision',
        'delete from period_flags',
      ]) {
        await expect(withScope(world.api.db[role], 'all', em => rows(em, text))).rejects.toMatchObject({
          code: '42501',
        });
      }
      // The parts of open months are written anew at each fold; those of a closed one are as lasting as its lines.
      const forgotten = withScope(world.api.db[role], 'all', em => rows(em, 'delete from usage_month'));
      await expect(forgotten).rejects.toMatchObject({ code: 'AM014' });
    }
    const added = `insert into alloc_line (month, pool, component, amount_umin) values ('2025-10-01', 'mail', 'x', 1)`;
    await expect(inScope(em => rows(em, added))).rejects.toMatchObject({ code: 'AM014' });
    await expect(inScope(em => rows(em, `update period set state = 'open'`))).rejects.toMatchObject({ code: 'AM014' });
  });
});

describe('what comes after the closing', () => {
  it('invariant 17: a reading recorded after the cutoff changes no closed figure', async () => {
    const before = (await ask('GET', '/shares/2025-10')).body;
    const late: ReadingRow[] = days.map(day => ({ ...reading('mail.sent', domain(grocery), 900n), day }));
    await read(world, 'mail2', october(31), 2, [reading('mail.storage', domain(grocery), 999_999_999n), ...late]);
    expect((await ask('GET', '/shares/2025-10')).body).toEqual(before);
    expect((await ask('GET', '/periods/2025-10/replay')).body.isSame).toBe(true);
  });

  it('W13: late readings become adjustments of the month they are about, counted in an open one; once', async () => {
    const made = await ask('POST', '/periods/2025-10/adjustments', { cause: 'Journal retrouvé' });
    expect(made.status).toBe(201);
    const items: any[] = made.body.items;
    expect(new Set(items.map(({ pool }) => pool))).toEqual(new Set(['mail']));
    expect(items.reduce((sum, one) => sum + BigInt(one.amount), 0n)).toBe(0n);
    expect((await ask('POST', '/periods/2025-10/adjustments', { cause: 'encore' })).body.items).toEqual([]);
  });

  it('W22: every correction says which month it is about and in which one it counts', async () => {
    const { items } = (await ask('GET', '/periods/2025-10/adjustments')).body;
    const current = new Date().toISOString().slice(0, 7);
    expect(items.every((one: any) => one.originMonth === '2025-10' && one.issuedMonth === current)).toBe(true);
    expect((await ask('GET', `/shares/${current}`)).body.adjustments).toHaveLength(items.length);
  });

  it('sums to the difference of the minutes when the ledger moved', async () => {
    await inScope(em => rows(em, insertEntry, [october(30), 60, 'collective', 'web', null]));
    await inScope(em => rows(em, insertEntry, [october(29), 45, 'individual', null, world.members.get(radio)]));
    await validate(world);
    const { items } = (await ask('POST', '/periods/2025-10/adjustments', { cause: 'Heures oubliées' })).body;
    const of = (pool: string) =>
      items.filter((one: any) => one.pool === pool).reduce((sum: bigint, one: any) => sum + BigInt(one.amount), 0n);
    expect([of('web'), of('mail'), of('individual')]).toEqual([60_000_000n, 0n, 45_000_000n]);
  });

  it('invariant 18: adjustments and the original are the full recomputation', async () => {
    const figures = await inScope(em => monthFigures(em, '2025-10'));
    const now = await inScope(em => monthInputs(em, '2025-10'));
    const again = allocateMonth(now);
    const { items } = (await ask('GET', '/periods/2025-10/adjustments')).body;
    for (const [pool, { umin }] of again.pools) {
      for (const [member, amount] of umin) {
        const adjusted = items
          .filter((one: any) => one.pool === pool && one.member === member)
          .reduce((sum: bigint, one: any) => sum + BigInt(one.amount), 0n);
        expect([pool, member, (figures.shares.pools.get(pool)?.umin.get(member) ?? 0n) + adjusted]).toEqual([
          pool,
          member,
          amount,
        ]);
      }
    }
  });

  it('takes back at once what was written at once, so that every pool still sums; asked again, writes it again', async () => {
    const all = async (): Promise<any[]> => (await ask('GET', '/periods/2025-10/adjustments')).body.items;
    const sums = (items: readonly any[]) => {
      const pools = Map.groupBy(items, ({ pool, member }) => `${pool} ${member}`);
      const amount = (of: readonly any[]) => of.reduce((sum, one) => sum + BigInt(one.amount), 0n);
      return new Set(Array.from(pools, ([name, of]) => `${name} ${amount(of)}`).filter(text => !text.endsWith(' 0')));
    };
    const before = await all();
    const [first] = before;
    const path = `/periods/2025-10/adjustments/${first.id}/reverse`;
    const made: any[] = (await ask('POST', path, { cause: 'Décision du conseil' })).body.items;
    const batch = before.filter(one => one.batch === first.batch);
    expect(batch.length).toBeGreaterThan(1);
    expect(new Set(made.map(one => `${one.reverses} ${one.amount}`))).toEqual(
      new Set(batch.map(one => `${one.id} ${-BigInt(one.amount)}`)),
    );
    expect(made.filter(({ pool }) => pool === 'mail').reduce((sum, one) => sum + BigInt(one.amount), 0n)).toBe(0n);
    expect((await ask('POST', path, { cause: 'x' })).body.code).toBe('adjustment-reversed');
    expect((await ask('POST', '/periods/2025-10/adjustments', { cause: 'Finalement si' })).body.items).toHaveLength(
      batch.length,
    );
    expect(sums(await all())).toEqual(sums(before));
    expect((await ask('POST', '/periods/2025-10/adjustments', { cause: 'x' })).body.items).toEqual([]);
  });
});

describe('a closed month whose readings were archived', () => {
  const detach = () => withScope(world.api.db.worker, 'all', em => detachMonth(em, '2025-10'));
  const close = (month: string) =>
    world.api.db.look(
      `insert into period select (jsonb_populate_record(p, jsonb_build_object('month', $1::text))).* from period p
       where month = '2025-10-01'`,
      [`${month}-01`],
    );

  it('is one of a first year that began in autumn, once every month of it and the next one is closed', async () => {
    await expect(detach()).rejects.toMatchObject({ code: 'AM303' });
    await close('2025-11');
    await rowsOfDecember();
    await expect(detach()).rejects.toMatchObject({ code: 'AM303' });
    await close('2025-12');
    expect(await detach()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('keeps its figures, and is not computed again from readings that are gone, nor is its neighbour', async () => {
    expect((await ask('GET', '/shares/2025-10')).body.total.wholeMinutes).toBe('1005');
    const before = (await ask('GET', '/periods/2025-10/adjustments')).body.items;
    const replayed = await ask('GET', '/periods/2025-10/replay');
    expect([replayed.status, replayed.body.code]).toEqual([409, 'month-detached']);
    expect(replayed.body.action).toContain('reading_2025_10');
    for (const month of ['2025-10', '2025-11']) {
      expect((await ask('POST', `/periods/${month}/adjustments`, { cause: 'x' })).body.code).toBe('month-detached');
    }
    expect((await ask('GET', '/periods/2025-10/adjustments')).body.items).toEqual(before);
    await world.api.db.look(
      `alter table reading attach partition reading_2025_10 for values from ('2025-10-01') to ('2025-11-01')`,
    );
    expect((await ask('GET', '/periods/2025-10/replay')).body.isSame).toBe(true);
  });
});

const rowsOfDecember = () => read(world, 'web', '2025-12-05', 0, [reading('web.bytes', 'site/theatre/w00001', 1n)]);
