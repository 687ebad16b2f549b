import { randomUUID } from 'node:crypto';
import { applyEdits, rows, withScope } from '@amie/database';
import type { Lane, ServiceName } from '@amie/reconcile';
import { repositoryKey, type RepositorySpec } from '@amie/services/resources';
import { addMember, addServer, laneOf, newDatabase, type TestDatabase } from '../support/database.js';

/** A member with a mailbox on `mail1` and a repository on `backup1`, both as if a run had confirmed them. */
export interface RepositoryWorld extends AsyncDisposable {
  readonly db: TestDatabase;
  readonly memberId: string;
  readonly repositoryId: string;
  readonly lane: Lane;
  readonly mailServerId: string;
}

const spec: RepositorySpec = {
  slug: 'la-recre',
  name: 'b00001',
  limitKib: 1_048_576,
  sources: [{ server: 'mail1', turn: 1 }],
  machines: [],
  escrowKey: null,
};

export async function newRepositoryWorld(changes: Partial<RepositorySpec> = {}): Promise<RepositoryWorld> {
  const db = await newDatabase();
  const memberId = await addMember(db);
  const [mailServerId, backupServerId] = [await addNamed(db, 'mail1', 'mail'), await addNamed(db, 'backup1', 'backup')];
  const lane = laneOf('backup', backupServerId);
  const repositoryId = randomUUID();
  const wanted = { ...spec, ...changes };
  const repository = {
    op: 'create',
    id: repositoryId,
    memberId,
    serverId: backupServerId,
    service: 'backup',
    kind: 'repository',
    key: repositoryKey(wanted),
    spec: wanted,
    standsOn: [],
  } as const;
  await withScope(db.api, { member: memberId }, em => applyEdits(em, { actor: 'technician:ada' }, [repository]));
  await addMailbox(db, memberId, mailServerId, 'ada');
  await db.look('update resource set observed_generation = generation, ready_generation = generation', []);
  return { db, memberId, repositoryId, lane, mailServerId, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

export async function addNamed(db: TestDatabase, name: string, service: ServiceName): Promise<string> {
  const id = await addServer(db, [service]);
  await db.look('update server set name = $1 where id = $2', [name, id]);
  return id;
}

export async function addMailbox(db: TestDatabase, memberId: string, serverId: string, uid: string): Promise<void> {
  const mailbox = {
    op: 'create',
    memberId,
    serverId,
    service: 'mail',
    kind: 'mailbox',
    key: `mailbox/la-recre/${uid}`,
    spec: { slug: 'la-recre', uid, address: `${uid}@recre.test`, store: uid },
    standsOn: [],
  } as const;
  await withScope(db.api, { member: memberId }, em => applyEdits(em, { actor: 'technician:ada' }, [mailbox]));
}

/** A technician's token, made an hour ago. */
export async function addTechnician(db: TestDatabase, name: string): Promise<void> {
  const text = `insert into api_token (name, token_hash, role, created_at)
    values ($1::text, sha256(convert_to($1::text, 'UTF8')), 'technician', now() - interval '1 hour')`;
  await db.look(text, [name]);
}

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly source: string;
  readonly state: string;
}

export const jobsOf = (db: TestDatabase): Promise<JobRow[]> =>
  db.look<JobRow>('select id, kind, source, state from backup_job order by created_at', []);

/** One statement as a role, in the scope of all members. */
export const as = <Row>(db: TestDatabase, role: 'api' | 'worker', text: string, values: unknown[] = []) =>
  withScope(db[role], 'all', em => rows<Row>(em, text, values));
