import { afterEach, beforeEach, jest } from '@jest/globals';
import {
  applyEdits,
  type CreateEdit,
  dueBatch,
  eachDesired,
  freeAround,
  recordOutcomes,
  type ResourceEdit,
  rows,
  takeLease,
  withScope,
} from '@amie/database';
import type { Change, Desired, Found, Lane, Outcome, Presence, Problem } from '@amie/reconcile';
import { getShape } from '@amie/services/resources';
import { addMember, addPerson, addServer, laneOf, newDatabase, newId, type TestDatabase } from '../support/database.js';

/** A database with one server and its two lanes; members and people are added as a test needs them. */
export interface World {
  readonly db: TestDatabase;
  readonly serverId: string;
  readonly directory: Lane;
  readonly mail: Lane;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function newWorld(): Promise<World> {
  const db = await newDatabase();
  const serverId = await addServer(db);
  const lanes = { directory: laneOf('directory', serverId), mail: laneOf('mail', serverId) };
  return { db, serverId, ...lanes, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

/** Gives each test of a file a world of its own, takes it away after, and allows for the time that takes. */
export function inNewWorlds(use: (world: World) => void | Promise<void>): void {
  jest.setTimeout(30_000);
  let world: World;
  beforeEach(async () => {
    world = await newWorld();
    await use(world);
  });
  afterEach(() => world[Symbol.asyncDispose]());
}

export const isProbed = (kind: string): boolean => getShape(kind).isProbed;

/** A person's account, and the mailbox that stands on it. */
export interface Couple {
  readonly memberId: string;
  readonly personId: string;
  readonly account: string;
  readonly mailbox: string;
}

export function accountEdit(world: World, memberId: string, uid: string, more: Partial<CreateEdit> = {}): CreateEdit {
  const spec = { slug: 'm', uid, givenName: 'Ada', familyName: 'Martin', language: 'fr', isSuspended: false };
  const key = `account/${memberId.slice(0, 8)}/${uid}`;
  return {
    op: 'create',
    memberId,
    serverId: world.serverId,
    service: 'directory',
    kind: 'account',
    key,
    spec,
    standsOn: [],
    ...more,
  };
}

export function mailboxEdit(world: World, memberId: string, uid: string, more: Partial<CreateEdit> = {}): CreateEdit {
  const lists = { extraAddresses: [], forwards: [], keepsCopy: true };
  const spec = { slug: 'm', uid, address: `${uid}@m.test`, ...lists, limitKib: 1_048_576, store: uid };
  const key = `mailbox/${memberId.slice(0, 8)}/${uid}`;
  return {
    op: 'create',
    memberId,
    serverId: world.serverId,
    service: 'mail',
    kind: 'mailbox',
    key,
    spec,
    standsOn: [],
    ...more,
  };
}

/** Adds a person with both resources; nothing is confirmed yet. */
export async function addCouple(world: World, uid: string, memberId?: string): Promise<Couple> {
  const member = memberId ?? (await addMember(world.db));
  const personId = await addPerson(world.db, member);
  const account = newId();
  const mailbox = newId();
  await edit(world, [
    accountEdit(world, member, uid, { id: account, personId }),
    mailboxEdit(world, member, uid, { id: mailbox, personId, standsOn: [account] }),
  ]);
  return { memberId: member, personId, account, mailbox };
}

/** Adds a mailbox that stands on an account and a domain, in another lane each. */
export async function addStandingOnTwo(world: World, taskId?: string): Promise<Pick<Couple, 'account' | 'mailbox'>> {
  const member = await addMember(world.db);
  const [account, domain, mailbox] = [newId(), newId(), newId()];
  const domainEdit = { id: domain, kind: 'domain', key: 'domain/m/m.test', spec: {} };
  const edits = [
    accountEdit(world, member, 'ada', { id: account }),
    mailboxEdit(world, member, 'm.test', domainEdit),
    mailboxEdit(world, member, 'ada', { id: mailbox, standsOn: [account, domain] }),
  ];
  await edit(world, edits, taskId);
  return { account, mailbox };
}

/** An edit of where something stands alone. */
export function presence(id: string, wanted: Presence, purgeAfter?: Date): ResourceEdit {
  return { op: 'presence', id, presence: wanted, ...(purgeAfter && { purgeAfter }) };
}

export function edit(world: World, edits: readonly ResourceEdit[], taskId?: string): Promise<Lane[]> {
  return withScope(world.db.api, 'all', em => applyEdits(em, { actor: 'technician', taskId }, edits));
}

export function specOf(world: World, id: string): Promise<Record<string, unknown>> {
  return resource(world, id).then(row => row.spec as Record<string, unknown>);
}

export async function resource(world: World, id: string): Promise<Record<string, unknown>> {
  const [row] = await world.db.look<Record<string, unknown>>('select * from resource where id = $1', [id]);
  if (!row) throw new Error(`there is no resource ${id}`);
  return row;
}

/** Ids due in a lane now. */
export async function due(world: World, lane: Lane, limit = 200): Promise<string[]> {
  return (await dueBatch(world.db.worker, lane, limit, world.db.passwordKey)).map(({ id }) => id);
}

export async function epochOf(world: World, lane: Lane): Promise<bigint> {
  const lease = await takeLease(world.db.worker, lane, 'test', 60);
  if (!lease) throw new Error('the lane is held');
  await world.db.look(`update lane set lease_until = null, lease_owner = null where service = $1`, [lane.service]);
  return lease.epoch;
}

/** The outcome of a run that made one thing as desired. */
export function confirmed(desired: Desired, action: Change['action'] = 'create'): Outcome {
  const change: Change = { action, desired, fields: [] };
  if (desired.presence === 'absent') return { result: 'confirmed', desired, change };
  const { key, kind, generation, spec, presence } = desired;
  const found: Found = { key, kind, presence, generation, spec };
  return { result: 'confirmed', desired, found, change };
}

export function failed(desired: Desired, problem: Partial<Problem> = {}): Outcome {
  const whole = { code: 'server-unreachable', detail: 'no answer', isTerminal: false, ...problem };
  return { result: 'failed', desired, problem: whole };
}

/** Confirms everything that is due in a lane, as a run would; returns what became possible. */
export async function confirmDue(world: World, lane: Lane): Promise<{ freed: Lane[]; readyToProbe: number }> {
  const epoch = await epochOf(world, lane);
  const batch = await dueBatch(world.db.worker, lane, 200, world.db.passwordKey);
  const outcomes = batch.map(desired => confirmed(desired));
  const readyToProbe = await recordOutcomes(world.db.worker, lane, epoch, outcomes, isProbed);
  return { freed: await freeAround(world.db.worker, outcomes), readyToProbe };
}

/** Confirms lanes in turn until nothing is due any more. */
export async function settle(world: World): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    const left = [...(await due(world, world.directory)), ...(await due(world, world.mail))];
    if (left.length === 0) return;
    await confirmDue(world, world.directory);
    await confirmDue(world, world.mail);
  }
  throw new Error('something stays due for ever');
}

export async function everything(world: World, lane: Lane): Promise<Desired[]> {
  const all: Desired[] = [];
  for await (const chunk of eachDesired(world.db.worker, lane)) all.push(...chunk);
  return all;
}

/** One statement as a role, in the scope of a member's id or `all`. */
export function ask<Row>(
  db: TestDatabase,
  role: 'api' | 'worker',
  member: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return withScope(db[role], member === 'all' ? 'all' : { member }, em => rows<Row>(em, text, values));
}
