import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Lane, RetriableError } from '@amie/reconcile';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findLink } from '../../../apps/api/pages/links.js';
import { CheckDomainProofs } from '../../../apps/worker/jobs/check-domain-proofs.js';
import { InspectLane } from '../../../apps/worker/jobs/inspect-lane.js';
import { LookForSignIns } from '../../../apps/worker/jobs/look-for-sign-ins.js';
import { Purge } from '../../../apps/worker/jobs/purge.js';
import { ReconcileLane } from '../../../apps/worker/jobs/reconcile-lane.js';
import { SendInvitations } from '../../../apps/worker/jobs/send-invitations.js';
import { addPerson, newDatabase, type TestDatabase } from '../support/database.js';
import { startBench, type WorkerBench } from './support/bench.js';
import { FakeDns } from './support/fake-dns.js';
import { FakeRelay } from './support/fake-relay.js';
import { ask, foundingEdits, newWorld, personEdits, unsettled, type World } from './support/world.js';

const never = new AbortController().signal;

describe('errands', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let db: TestDatabase;
  let bench: WorkerBench;
  let world: World;
  let relay: FakeRelay;
  let dns: FakeDns;

  beforeEach(async () => {
    db = await newDatabase();
    closing.push(() => db[Symbol.asyncDispose]());
    relay = new FakeRelay();
    const relayPort = await relay.open();
    closing.push(() => relay.close());
    dns = new FakeDns();
    const dnsServer = await dns.open();
    closing.push(() => dns.close());
    bench = await startBench(db, {
      AMIE_RELAY_URL: `smtp://127.0.0.1:${relayPort}`,
      AMIE_RELAY_FROM: 'amie@platform.test',
      AMIE_PUBLIC_URL: 'https://amie.test',
      AMIE_DNS_SERVERS: dnsServer,
    });
    closing.push(() => bench.close());
    world = await newWorld(db, ['blue']);
  });

  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  const member = () => world.members[0] as World['members'][number];
  const send = () => bench.app.get(SendInvitations).send(never);
  const prove = () => bench.app.get(CheckDomainProofs).check(never);
  const reconcile = (service: Lane['service']) =>
    bench.app.get(ReconcileLane).reconcile({ service, serverId: world.serverId }, never);

  async function eventually(claim: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + 4000; Date.now() < end && !(await claim()); ) await wait(20);
    expect(await claim()).toBe(true);
  }

  async function inviteOne(language = 'fr'): Promise<string> {
    const personId = await addPerson(db, member().id, 'ada');
    await db.look('update person set language = $2 where id = $1', [personId, language]);
    await db.look('insert into invitation (person_id, member_id) values ($1, $2)', [personId, member().id]);
    const [, edits] = personEdits(world, member(), 'ada', personId);
    await ask(db, [...foundingEdits(world, member()), ...edits]);
    return personId;
  }

  const invitation = async () => {
    const text = `select state, attempts, problem, encode(token_hash, 'hex') as hash,
      extract(epoch from expires_at - sent_at)::float8 / 86400 as days,
      extract(epoch from next_attempt_at - now())::float8 as seconds from invitation`;
    const [row] = await db.look<Record<string, unknown>>(text);
    return row ?? {};
  };

  /** What a mail reader shows of a mail whose parts came as quoted-printable. */
  const readable = (raw: string) => {
    const bytes = raw
      .replace(/=\n/g, '')
      .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, 'latin1').toString('utf8');
  };
  const linkIn = (raw: string) => /https:\/\/amie\.test\/activation\/([\w-]+)/.exec(readable(raw))?.[1] ?? '';

  test('sends no invitation before the mailbox was used with success, and then by itself', async () => {
    await inviteOne();
    await send();
    expect(relay.taken).toEqual([]);
    await reconcile('directory');
    await eventually(async () => (await invitation()).state === 'sent');
    expect(relay.taken.map(({ to }) => to)).toEqual(['ada@elsewhere.test']);
    const { days, attempts, problem } = await invitation();
    expect({ days: Math.round(days as number), attempts, problem }).toEqual({ days: 7, attempts: 1, problem: null });
  });

  test('keeps the hash of the link before its mail leaves, and the link nowhere', async () => {
    let kept: unknown;
    relay.beforeTaking = async () => {
      kept = (await invitation()).hash;
    };
    await inviteOne();
    await reconcile('directory');
    await eventually(async () => relay.taken.length > 0);
    const token = linkIn(relay.taken[0]?.raw ?? '');
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(kept).toBe(createHash('sha256').update(token).digest('hex'));
    const rows = await db.look<{ all: string }>(`
      select string_agg(t::text, ' ') as all from (
        select to_jsonb(i) t from invitation i union all select to_jsonb(e) from task_event e
        union all select to_jsonb(c) from change_log c union all select to_jsonb(p) from person p) rows`);
    expect(rows[0]?.all).not.toContain(token);
  });

  test('keeps the link of a mail that left just before its sender died, beside the one it sends again', async () => {
    await inviteOne();
    await reconcile('directory');
    await eventually(async () => (await invitation()).state === 'sent');
    await db.look(`update invitation set state = 'due', sent_at = null, next_attempt_at = now()`);
    await send();
    const tokens = relay.taken.map(({ raw }) => linkIn(raw));
    expect(new Set(tokens).size).toBe(2);
    const found = await Promise.all(tokens.map(token => findLink(db.api, token)));
    expect(found).toMatchObject([{ state: 'sent' }, { state: 'sent', id: found[0]?.id }]);
  });

  test.each([
    ['fr', 'Bonjour Ada', 'Choisir mon mot de passe'],
    ['en', 'Hello Ada', 'Choose my password'],
  ])('speaks %s to whom it is written, in plain text and in HTML', async (language, greeting, button) => {
    await inviteOne(language);
    await reconcile('directory');
    await eventually(async () => relay.taken.length > 0);
    const mail = readable(relay.taken[0]?.raw ?? '');
    for (const part of [greeting, button, 'ada@blue.test', 'Auto-Submitted: auto-generated', `lang="${language}"`]) {
      expect(mail).toContain(part);
    }
  });

  test('keeps an invitation due, with its reason, while the relay refuses it, and sends a new link later', async () => {
    relay.isRefusing = true;
    await inviteOne();
    await reconcile('directory');
    await eventually(async () => (await invitation()).problem !== null);
    const { state, problem, seconds } = await invitation();
    expect({ state, code: (problem as { code: string }).code }).toEqual({ state: 'due', code: 'relay-refused' });
    expect(seconds).toBeGreaterThan(5);
    relay.isRefusing = false;
    await db.look('update invitation set next_attempt_at = now()');
    await send();
    expect(await invitation()).toMatchObject({ state: 'sent', problem: null, attempts: 2 });
    const hash = createHash('sha256')
      .update(linkIn(relay.taken[0]?.raw ?? ''))
      .digest('hex');
    expect((await invitation()).hash).toBe(hash);
  });

  test('keeps an invitation due while the relay is away', async () => {
    await relay.close();
    await inviteOne();
    await reconcile('directory');
    await eventually(async () => (await invitation()).problem !== null);
    expect(await invitation()).toMatchObject({ state: 'due', problem: { code: 'relay-unreachable' } });
    relay = new FakeRelay();
    await relay.open();
  });

  async function claimDomain(): Promise<void> {
    const [unit, domain] = foundingEdits(world, member());
    if (!unit || domain?.op !== 'create') throw new Error('a member begins with a unit and a domain');
    await ask(db, [unit, { ...domain, heldReason: 'proof-awaited' }]);
    const text = `insert into domain_proof (resource_id, member_id, domain, token) values ($1, $2, 'blue.test', 'abc123')`;
    await db.look(text, [member().domainId, member().id]);
    await reconcile('directory');
  }

  const proof = async () => {
    const text = `select p.state, p.problem ->> 'code' as problem, r.held_reason as held, p.next_check_at > now() as later
      from domain_proof p join resource r on r.id = p.resource_id`;
    const [row] = await db.look<Record<string, unknown>>(text);
    return row;
  };

  test.each(['_amie.blue.test', 'blue.test'])('takes a domain as proved by the TXT record of %s', async name => {
    await claimDomain();
    dns.records.set(name, 'amie-proof=abc123');
    await prove();
    expect(await proof()).toMatchObject({ state: 'proved', problem: null, held: null });
    await eventually(async () => (await unsettled(db)) === 0);
    expect(Object.keys(bench.server.dump())).toContain('domain/blue/blue.test');
  });

  test('waits for a record that is missing or says something else', async () => {
    await claimDomain();
    dns.records.set('_amie.blue.test', 'amie-proof=abc1234');
    await prove();
    expect(await proof()).toEqual({ state: 'waiting', problem: 'proof-not-found', held: 'proof-awaited', later: true });
  });

  test('takes a DNS that does not answer for neither a yes nor a no', async () => {
    await claimDomain();
    dns.isSilent = true;
    await prove();
    expect(await proof()).toEqual({ state: 'waiting', problem: 'dns-unanswered', held: 'proof-awaited', later: true });
  }, 20_000);

  test('purges what lay aside through its grace period, and nothing sooner', async () => {
    const [things, edits] = personEdits(world, member(), 'ada');
    await ask(db, [...foundingEdits(world, member()), ...edits]);
    await reconcile('directory');
    await eventually(async () => (await unsettled(db)) === 0);
    const past = new Date(Date.now() - 1000);
    const later = new Date(Date.now() + 86_400_000);
    await ask(db, [
      { op: 'presence', id: things.mailboxId, presence: 'aside', purgeAfter: past },
      { op: 'presence', id: things.accountId, presence: 'aside', purgeAfter: later },
    ]);
    await reconcile('mail');
    await eventually(async () => (await unsettled(db)) === 0);
    expect(bench.server.dump()['mailbox/blue/ada']?.presence).toBe('aside');
    await bench.app.get(Purge).purge();
    await eventually(async () => bench.server.dump()['mailbox/blue/ada'] === undefined);
    expect(bench.server.dump()['account/blue/ada']?.presence).toBe('aside');
  });

  describe('looking for first sign-ins', () => {
    const at = new Date('2026-05-04T08:00:00Z');
    const signedIn = async () => (await db.look<{ at: Date | null }>('select signed_in_at as at from person'))[0]?.at;
    const lookAgain = () => bench.app.get(LookForSignIns).look(never);

    beforeEach(async () => {
      const personId = await addPerson(db, member().id, 'ada');
      const [, edits] = personEdits(world, member(), 'ada', personId);
      await ask(db, [...foundingEdits(world, member()), ...edits]);
      await reconcile('directory');
      await eventually(async () => (await unsettled(db)) === 0);
      bench.server.faults = {
        onRead: async answer => new Map([...answer].map(([key, found]) => [key, { ...found, lastUsedAt: at }])),
      };
    });

    test('notes that of somebody who chose a password, within one look', async () => {
      await db.look(`update person set activated_at = now()`);
      await lookAgain();
      expect(await signedIn()).toEqual(at);
    });

    test('leaves to the inspection whoever chose it more than a week ago', async () => {
      await db.look(`update person set activated_at = now() - interval '8 days'`);
      await lookAgain();
      expect(await signedIn()).toBeNull();
      await bench.app.get(InspectLane).inspect({ service: 'directory', serverId: world.serverId }, never);
      expect(await signedIn()).toEqual(at);
    });

    test('knows nothing of a directory that does not answer, and goes on', async () => {
      await db.look(`update person set activated_at = now()`);
      bench.server.faults = {
        onRead: async () => {
          throw new RetriableError('server-unreachable', 'cut off');
        },
      };
      await lookAgain();
      expect(await signedIn()).toBeNull();
    });
  });
});
