import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { keepMeters, monthFigures, rows, setParts, withScope, yearFacts } from '@amie/database';
import { meters } from '@amie/services/resources';
import { type Seen, type TestApi, newApi } from '../api/support/api.js';
import { adopt, insertEntry } from '../periods/october.js';
import { addMember } from '../support/database.js';

jest.setTimeout(60_000);

let api: TestApi;
let decision: string;
const ids = new Map<string, string>();
const ask = (method: string, path: string, body?: object): Promise<Seen> => api.ask(method, `/api/v1${path}`, { body });
const inScope = <Answer>(work: Parameters<typeof withScope<Answer>>[2]) => withScope(api.db.api, 'all', work);

/** Two members, one with nine times the parts of the other: a month nobody worked in, then two of an hour of mail, and a
 *  training whose sheet names a third, without parts. */
beforeAll(async () => {
  api = await newApi();
  await withScope(api.db.worker, 'all', em => keepMeters(em, meters));
  for (const [slug, halfParts] of [
    ['echo', 2],
    ['radio', 18],
  ] as const) {
    const memberId = await addMember(api.db, slug);
    ids.set(slug, memberId);
    await inScope(em => setParts(em, { memberId, from: '2025-01-01', halfParts, by: 'technician:first' }));
  }
  ids.set('gone', await addMember(api.db, 'gone'));
  await ask('POST', '/tokens', { name: 'anne' });
  await inScope(async em => {
    await rows(em, `insert into technician (name, full_name) values ('leo', 'Léo Exemple')`);
    for (const day of ['2025-11-04', '2025-12-04']) await rows(em, insertEntry, [day, 60, 'collective', 'mail', null]);
    const [{ id }] = (await rows(em, insertEntry, ['2025-11-05', 90, 'collective', 'training', null])) as [
      { id: string },
    ];
    const attended = 'insert into attendance (entry_id, member_id, minutes) values ($1, $2, $3)';
    for (const [slug, minutes] of [
      ['echo', 90],
      ['gone', 5],
    ])
      await rows(em, attended, [id, ids.get(String(slug)), minutes]);
    await rows(em, `update time_entry set validated_by = 'technician:anne'`);
  });
  decision = await adopt({ api, members: ids, servers: new Map(), board: {} });
});
afterAll(() => api.close());

async function close(month: string): Promise<void> {
  const said = { takenOn: '2026-01-05', title: `Approval of ${month}` };
  const approval = { decision: (await ask('POST', '/decisions', said)).body.id };
  for (const step of ['propose', 'approve', 'close']) {
    const { status, text } = await ask('POST', `/periods/${month}/${step}`, step === 'approve' ? approval : {});
    if (status !== 200) throw new Error(text);
  }
}

describe('a closed month that nobody worked in', () => {
  it('has its cost borne by parts in the statement, in what is due, in the proof of its year, and under any rule', async () => {
    await close('2025-10');
    expect((await ask('POST', '/costs', { month: '2025-10', cents: '200000' })).status).toBe(201);
    const sheet = (await ask('GET', '/statements/radio/2025')).body;
    expect([sheet.months[0].dueCents, sheet.months[0].isByParts, sheet.euros.dueCents]).toEqual([
      '180000',
      true,
      '180000',
    ]);
    expect(sheet.flags).toContainEqual(expect.objectContaining({ code: 'by-parts', months: ['2025-10'] }));
    const due = (await ask('GET', '/statements/radio/2025/due/2025-10')).body;
    expect([due.amount, due.facts.by]).toEqual(['180000', 'parts']);
    const proof = (await ask('GET', '/proof/2025')).body;
    expect([proof.dueCents, proof.months[0].isByParts]).toEqual(['200000', true]);
    const { policy } = (await ask('GET', '/policies/default')).body;
    policy.pools.mail = { ...policy.pools.mail, solidarity: 10_000, drivers: [] };
    const drafted = (await ask('POST', '/policies', { policy })).body.version;
    const replay = await ask('GET', `/policies/${drafted}/replay`);
    expect([replay.status, replay.body.members.map(({ cents }: { cents: string }) => cents)]).toEqual([
      200,
      ['0', '0'],
    ]);
  });

  it('speaks of no meter without use, as there was nothing to share', async () => {
    const { flags } = (await ask('GET', '/statements/radio/2025')).body;
    const ofOctober = flags.filter(({ months }: { months: string[] }) => months.includes('2025-10'));
    expect(ofOctober.map(({ code }: { code: string }) => code)).toEqual(['by-parts']);
  });
});

describe('a closed month', () => {
  it('has the flags it was shared out with, of readings and of the engine, told from what was kept', async () => {
    await close('2025-11');
    await api.db.look(`update period_flags set flags = '[{"code": "skewed-clock", "note": "2025-11-03 mail"}]'
      where month = '2025-11-01'`);
    const { shares } = await inScope(em => monthFigures(em, '2025-11'));
    const { months } = await inScope(em => yearFacts(em, 2025));
    const kept = months.find(({ month }) => month === '2025-11')?.flags;
    expect(kept).toEqual(shares.flags);
    const codes = new Set(shares.flags.map(({ code }) => code));
    expect([...codes]).toEqual(['skewed-clock', 'unused-driver', 'capped', 'left-behind']);
    const { flags } = (await ask('GET', '/statements/radio/2025')).body;
    const told = flags.map(({ text }: { text: string }) => text);
    expect(told).toContain('Horloge d’un serveur fausse (nov.)');
  });
});

describe('a proposed month', () => {
  it('is on the sheet by the usage that was frozen, whatever raw rows would give now', async () => {
    expect((await ask('POST', '/periods/2025-12/propose')).status).toBe(200);
    const share = async () => {
      const { months } = (await ask('GET', '/statements/echo/2025')).body;
      return BigInt(months.find(({ month }: { month: string }) => month === '2025-12').collectiveUmin);
    };
    expect(await share()).toBe(6_000_000n);
    await api.db.look(
      `insert into usage_month (month, meter_id, member_id, subject_id, amount, days_observed, days_estimated,
        days_unknown) select '2025-12-01', id, $1, 1, 1, 1, 0, 0 from meter where name = 'mail.boxes'`,
      [ids.get('echo')],
    );
    // Capped at three times its tenth of the parts.
    expect(await share()).toBe(18_000_000n);
  });
});

describe('a day that a rule makes shorter from July on', () => {
  it('funds each month by its own rule, in the plan, the shares and the statement alike', async () => {
    const { policy } = (await ask('GET', '/policies/default')).body;
    const { version } = (await ask('POST', '/policies', { policy: { ...policy, minutes_per_day: 400 } })).body;
    expect((await ask('POST', `/policies/${version}/adopt`, { from: '2026-07', decision })).status).toBe(200);
    const plan = (await ask('GET', '/plan/2026?member=echo')).body;
    // Six twelfths of 9 days of 420 minutes and six of 400; and of 2 days, floored each month.
    expect(plan.members[0].own.planned.umin).toBe('3690000000');
    expect(plan.members[0].collective.planned.umin).toBe('819999996');
    expect([plan.minutesPerDay, (await ask('GET', '/plan/2025')).body.minutesPerDay]).toEqual([400, 420]);
    const funded = async (month: string) =>
      (await ask('GET', `/shares/${month}`)).body.members.find(({ member }: { member: string }) => member === 'echo')
        .fundedUmin;
    expect([await funded('2026-06'), await funded('2026-07')]).toEqual(['70000000', '66666666']);
    const sheet = (await ask('GET', '/statements/echo/2026')).body;
    expect([sheet.days.own.planned.umin, sheet.minutesPerDay]).toEqual(['3690000000', 400]);
  });
});
