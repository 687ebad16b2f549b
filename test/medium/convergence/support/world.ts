import { applyEdits, openTask, type ResourceEdit, withScope } from '@amie/database';
import type { Lane } from '@amie/reconcile';
import { accountKey, domainKey, mailboxKey, unitKey } from '@amie/services/resources';
import { addMember, addServer, newId, type TestDatabase } from '../../support/database.js';

/** A member's things as the API would ask for them. */
export interface World {
  readonly serverId: string;
  readonly members: readonly MemberThings[];
}

export interface MemberThings {
  readonly id: string;
  readonly slug: string;
  readonly unitId: string;
  readonly domainId: string;
}

export interface PersonThings {
  readonly accountId: string;
  readonly mailboxId: string;
  readonly slug: string;
  readonly uid: string;
}

export async function newWorld(db: TestDatabase, slugs: readonly string[]): Promise<World> {
  const serverId = await addServer(db);
  const members: MemberThings[] = [];
  for (const slug of slugs) {
    members.push({ id: await addMember(db, slug), slug, unitId: newId(), domainId: newId() });
  }
  return { serverId, members };
}

/** Asks for a member's subtree and domain. */
export function foundingEdits({ serverId }: World, member: MemberThings): ResourceEdit[] {
  const { id: memberId, slug } = member;
  const unit = { slug, name: slug };
  const domain = { slug, domain: `${slug}.test` };
  const common = { op: 'create', memberId, serverId } as const;
  return [
    { ...common, id: member.unitId, service: 'directory', kind: 'unit', key: unitKey(unit), spec: unit, standsOn: [] },
    {
      ...common,
      id: member.domainId,
      service: 'mail',
      kind: 'domain',
      key: domainKey(domain),
      spec: domain,
      standsOn: [member.unitId],
    },
  ];
}

/** Asks for an account and a mailbox standing on it. */
export function personEdits(
  world: World,
  member: MemberThings,
  uid: string,
  personId?: string,
): [PersonThings, ResourceEdit[]] {
  const { id: memberId, slug } = member;
  const things = { accountId: newId(), mailboxId: newId(), slug, uid };
  const common = { op: 'create', memberId, personId, serverId: world.serverId } as const;
  const account = accountSpecOf(things, 'Ada');
  const mailbox = mailboxSpecOf(things, 1024);
  const { accountId, mailboxId } = things;
  const edits: ResourceEdit[] = [
    {
      ...common,
      id: accountId,
      service: 'directory',
      kind: 'account',
      key: accountKey(account),
      spec: account,
      standsOn: [member.unitId],
    },
    {
      ...common,
      id: mailboxId,
      service: 'mail',
      kind: 'mailbox',
      key: mailboxKey(mailbox),
      spec: mailbox,
      standsOn: [accountId, member.domainId],
    },
  ];
  return [things, edits];
}

export function accountSpecOf({ slug, uid }: PersonThings, givenName: string) {
  return { slug, uid, givenName, familyName: 'Martin', language: 'fr', isSuspended: false };
}

export function mailboxSpecOf({ slug, uid }: PersonThings, limitKib: number) {
  const address = `${uid}@${slug}.test`;
  return { slug, uid, address, extraAddresses: [], forwards: [], keepsCopy: true, limitKib, store: uid };
}

/** Writes edits as one task, as the API would; returns the lanes to ring. */
export function ask(db: TestDatabase, edits: readonly ResourceEdit[]): Promise<Lane[]> {
  return withScope(db.api, 'all', async em => {
    const taskId = await openTask(em, { kind: 'test', askedBy: 'a test' });
    return applyEdits(em, { actor: 'a test', taskId }, edits);
  });
}

/** How many resources are not yet as they were asked, or not yet ready. */
export async function unsettled(db: TestDatabase): Promise<number> {
  const [found] = await db.look<{ many: number }>(`
    select count(*)::int as many from resource
    where generation <> observed_generation or (presence = 'present' and ready_generation <> generation)`);
  return found?.many ?? 0;
}

/** What the server must hold once all is done: everything asked for, nothing purged. */
export async function expectedThings(db: TestDatabase): Promise<Record<string, unknown>> {
  const found = await db.look<{ key: string; kind: string; presence: string; generation: string; spec: object }>(
    `select key, kind, presence, generation::text, spec from resource where presence <> 'absent' order by key collate "C"`,
  );
  return Object.fromEntries(found.map(({ key, ...thing }) => [key, thing]));
}
