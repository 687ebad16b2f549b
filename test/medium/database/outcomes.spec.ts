import { beforeEach, describe, expect, it } from '@jest/globals';
import { dueBatch, keepPassword, keepSecret, recordOutcomes, recordInspection, withScope } from '@amie/database';
import type { Desired, Found, Told } from '@amie/reconcile';
import { Secret } from '@amie/values';
import {
  addCouple,
  type Couple,
  confirmed,
  due,
  edit,
  epochOf,
  everything,
  failed,
  isProbed,
  inNewWorlds,
  presence,
  resource,
  settle,
  type World,
} from './world.js';

let world: World;
let ada: Couple;
inNewWorlds(async made => {
  world = made;
  ada = await addCouple(world, 'ada');
});

const batch = (): Promise<Desired[]> => dueBatch(world.db.worker, world.directory, 200, world.db.passwordKey);

async function record(...outcomes: Parameters<typeof recordOutcomes>[3]) {
  const epoch = await epochOf(world, world.directory);
  return recordOutcomes(world.db.worker, world.directory, epoch, outcomes, isProbed);
}

describe('a confirmation', () => {
  it('writes what was seen; what is not probed is ready at once', async () => {
    const [desired] = await batch();
    await record(...(desired ? [confirmed(desired)] : []));
    expect(await resource(world, ada.account)).toMatchObject({
      observed_generation: '1',
      ready_generation: '1',
      observed: { presence: 'present', generation: '1', spec: desired?.spec },
    });
  });

  it('of an older generation leaves the newer edit due, and never lowers what was confirmed', async () => {
    const [old] = await batch();
    await edit(world, [{ op: 'respec', id: ada.account, spec: { newer: true } }]);
    const [newer] = await batch();
    if (!old || !newer) throw new Error('nothing is due');
    await record(confirmed(old));
    expect(await due(world, world.directory)).toEqual([ada.account]);
    await record(confirmed(newer));
    await record(confirmed(old));
    expect(await resource(world, ada.account)).toMatchObject({
      observed_generation: '2',
      observed: { spec: { newer: true } },
    });
    expect(await due(world, world.directory)).toEqual([]);
  });

  it('that was never asked for is not believed', async () => {
    const [desired] = await batch();
    if (!desired) throw new Error('nothing is due');
    await record(confirmed({ ...desired, generation: 9n }));
    expect(await resource(world, ada.account)).toMatchObject({ observed_generation: '0' });
  });

  it('leaves one line in the change log for each effect, and none where nothing was done', async () => {
    const [desired] = await batch();
    if (!desired) throw new Error('nothing is due');
    await record(failed(desired));
    const { change: _, ...unchanged } = confirmed(desired);
    await record(unchanged);
    await record(confirmed(desired));
    const lines = await world.db.look(
      `select action, outcome, generation, epoch, key from change_log where actor = 'worker' order by id`,
    );
    expect(lines).toEqual([{ action: 'create', outcome: 'confirmed', generation: '1', epoch: '3', key: desired.key }]);
  });

  it('of an absence releases the names of the resource for its member alone', async () => {
    await world.db.look(
      `insert into claimed_name (kind, name, member_id, resource_id) values ('address', 'ada@m.test', $1, $2)`,
      [ada.memberId, ada.mailbox],
    );
    await settle(world);
    for (const wanted of ['aside', 'absent'] as const) {
      const [before] = await world.db.look('select tombstoned_at from claimed_name');
      expect(before).toEqual({ tombstoned_at: null });
      await edit(world, [presence(ada.mailbox, wanted)]);
      await settle(world);
    }
    const [after] = await world.db.look('select tombstoned_at from claimed_name');
    expect(after).toEqual({ tombstoned_at: expect.any(Date) });
  });
});

describe('a password', () => {
  const hash = new Secret('{ARGON2}$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA');
  const keep = () =>
    withScope(world.db.api, { member: ada.memberId }, em =>
      keepPassword(em, { actor: 'person' }, ada.personId, hash, world.db.passwordKey),
    );
  const sealed = async () =>
    (await world.db.look<{ password_sealed: Buffer | null }>('select password_sealed from person'))[0]?.password_sealed;

  it('travels once with its account and is forgotten when confirmed', async () => {
    expect(await keep()).toMatchObject({ accountId: ada.account, generation: 2n, lanes: [world.directory] });
    const [desired] = await batch();
    expect(desired?.secret?.use(text => text)).toBe(hash.use(text => text));
    expect(JSON.stringify(await world.db.look('select * from person'))).not.toContain('argon2id');
    await record(...(desired ? [confirmed(desired)] : []));
    expect(await sealed()).toBeNull();
  });

  it('is kept when its write failed, or when a run without it confirmed the account', async () => {
    const [before] = await batch();
    await keep();
    const [desired] = await batch();
    if (!before || !desired) throw new Error('nothing is due');
    await record(failed(desired));
    await record(confirmed(before));
    expect(await sealed()).not.toBeNull();
  });

  it('is kept when a newer one came while the older was written', async () => {
    await keep();
    const [older] = await batch();
    await keep();
    await record(...(older ? [confirmed(older)] : []));
    expect(await sealed()).not.toBeNull();
    const [newer] = await batch();
    expect(newer?.secret).toBeDefined();
    await record(...(newer ? [confirmed(newer)] : []));
    expect(await sealed()).toBeNull();
  });

  it('stops a run that was given no key to it, rather than be lost', async () => {
    await keep();
    await expect(dueBatch(world.db.worker, world.directory, 200)).rejects.toThrow('the platform key');
  });
});

describe('a secret of a resource', () => {
  const keep = (text: string) =>
    withScope(world.db.api, { member: ada.memberId }, em =>
      keepSecret(em, ada.mailbox, new Secret(text), world.db.passwordKey),
    );
  const mailboxes = () => dueBatch(world.db.worker, world.mail, 200, world.db.passwordKey);
  const kept = () => world.db.look('select generation from resource_secret');
  const tell = async (...outcomes: Parameters<typeof recordOutcomes>[3]) =>
    recordOutcomes(world.db.worker, world.mail, await epochOf(world, world.mail), outcomes, isProbed);
  beforeEach(() => settle(world));

  it('travels with the generation that carries it, sealed on the way, and is forgotten once confirmed', async () => {
    await edit(world, [{ op: 'respec', id: ada.mailbox, spec: {} }]);
    await keep('once-only');
    expect(JSON.stringify(await world.db.look('select * from resource_secret'))).not.toContain('once-only');
    const [desired] = await mailboxes();
    expect(desired?.secret?.use(text => text)).toBe('once-only');
    if (desired) await tell(failed(desired));
    expect(await kept()).toHaveLength(1);
    if (desired) await tell(confirmed(desired, 'update'));
    expect(await kept()).toEqual([]);
  });

  it('gives way to a newer one, and stays while what it belongs to is set aside', async () => {
    await edit(world, [{ op: 'respec', id: ada.mailbox, spec: { n: 1 } }]);
    await keep('older');
    const [older] = await mailboxes();
    await edit(world, [{ op: 'respec', id: ada.mailbox, spec: { n: 2 } }]);
    await keep('newer');
    if (older) await tell(confirmed(older, 'update'));
    await edit(world, [presence(ada.mailbox, 'aside')]);
    const [aside] = await mailboxes();
    expect(aside?.secret).toBeUndefined();
    if (aside) await tell(confirmed(aside, 'set-aside'));
    await edit(world, [presence(ada.mailbox, 'present')]);
    expect((await mailboxes())[0]?.secret?.use(text => text)).toBe('newer');
  });
});

describe('an inspection', () => {
  async function inspect(over: { drifts?: boolean; orphan?: boolean; usedAt?: Date; told?: Told[] }): Promise<void> {
    const all = await everything(world, world.directory);
    const drifts = over.drifts
      ? all.map(desired => ({ desired, found: shown(desired), change: { action: 'update' as const, desired, fields } }))
      : [];
    const orphan = { key: 'account/x/stray', kind: 'account', presence: 'present' as const, spec: {} };
    const orphans = over.orphan ? [orphan] : [];
    const used = over.usedAt ? [{ resourceId: ada.account, at: over.usedAt }] : [];
    const found = { looked: all.length, drifts, orphans, ahead: [], used, told: over.told ?? [] };
    await recordInspection(world.db.worker, world.directory, undefined, found, { nextInSeconds: 900 });
  }
  const fields = ['givenName'];
  const shown = ({ key, kind, spec }: Desired): Found => ({ key, kind, presence: 'present', spec });
  const open = () =>
    world.db.look('select kind, key, fields, decision from drift where resolved_at is null order by kind');

  it('keeps drift of what was confirmed, and not of what is being edited', async () => {
    await inspect({ drifts: true });
    expect(await open()).toEqual([]);
    await settle(world);
    await inspect({ drifts: true });
    expect(await open()).toMatchObject([{ kind: 'drift', fields: ['givenName'] }]);
    await edit(world, [{ op: 'respec', id: ada.account, spec: {} }]);
    await inspect({ drifts: true });
    expect(await open()).toEqual([]);
  });

  it('tells of an orphan once, keeps the decision taken, and closes it when it is gone', async () => {
    await inspect({ orphan: true });
    await world.db.look(`update drift set decision = 'ignore'`);
    await inspect({ orphan: true });
    expect(await open()).toMatchObject([{ kind: 'orphan', key: 'account/x/stray', decision: 'ignore' }]);
    await inspect({});
    expect(await open()).toEqual([]);
  });

  it('sees its drift closed when the resource is confirmed anew', async () => {
    await settle(world);
    await inspect({ drifts: true });
    await edit(world, [{ op: 'respec', id: ada.account, spec: { corrected: true } }]);
    await settle(world);
    expect(await open()).toEqual([]);
  });

  it('notes when a person first signed in, once and for all', async () => {
    const signedIn = () => world.db.look('select signed_in_at from person where id = $1', [ada.personId]);
    await inspect({});
    expect(await signedIn()).toEqual([{ signed_in_at: null }]);
    const first = new Date('2026-05-04T08:00:00Z');
    for (const usedAt of [first, new Date('2026-05-05T08:00:00Z'), new Date('2026-05-03T08:00:00Z')])
      await inspect({ usedAt });
    await inspect({});
    expect(await signedIn()).toEqual([{ signed_in_at: first }]);
  });

  it('renews what a server tells of a thing, unless a run wrote down another generation meanwhile', async () => {
    const facts = async () => (await resource(world, ada.account))['observed'];
    await inspect({ told: [{ resourceId: ada.account, generation: 1n, facts: { early: true } }] });
    expect(await facts()).toBeNull();
    await settle(world);
    await inspect({ told: [{ resourceId: ada.account, generation: 1n, facts: { usedKib: 5 } }] });
    expect(await facts()).toMatchObject({ presence: 'present', facts: { usedKib: 5 } });
    await inspect({ told: [{ resourceId: ada.account, generation: 2n, facts: { usedKib: 6 } }] });
    expect(await facts()).toMatchObject({ facts: { usedKib: 5 } });
  });

  it('puts the next one off', async () => {
    await inspect({});
    const [lane] = await world.db.look(
      `select inspection_due_at > now() + interval '800 seconds' as "isLater" from lane where service = 'directory'`,
    );
    expect(lane).toEqual({ isLater: true });
  });
});
