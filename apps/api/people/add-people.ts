import { accountKey, mailboxKey } from '@amie/services/resources';
import { rows, type Transaction } from '../http/scope.js';
import type { MemberRow } from '../http/find-member.js';
import { Problem } from '../problems/problem.js';
import { serverFor } from '../servers/server-for.js';
import type { ChangeSet } from '../resources/change-set.js';
import { newAccountSpec, newMailboxSpec, type NewPerson } from './person-specs.js';

/** Where new people of a member go, and what their resources stand on. */
export interface Ground {
  readonly member: MemberRow;
  readonly directory: string;
  readonly mail: string;
  readonly unitId: string;
  /** Domain name to the id of its resource. */
  readonly domains: ReadonlyMap<string, string>;
  /** Those of them that were proved or vouched for. */
  readonly proved: readonly string[];
}

/** Finds the servers, the unit and the domains of a member; throws a problem when a service has no place. */
export async function findGround(em: Transaction, member: MemberRow): Promise<Ground> {
  const found = await rows<{ id: string; kind: string; domain: string | null; isProved: boolean }>(
    em,
    `select id, kind, spec->>'domain' as domain, held_reason is null as "isProved" from resource
     where member_id = $1 and kind in ('unit', 'domain') and presence = 'present'`,
    [member.id],
  );
  const unit = found.find(row => row.kind === 'unit');
  if (!unit) throw new Problem('member-set-aside');
  return {
    member,
    directory: await serverFor(em, member.id, 'directory'),
    mail: await serverFor(em, member.id, 'mail'),
    unitId: unit.id,
    proved: found.flatMap(row => (row.domain && row.isProved ? [row.domain] : [])),
    domains: new Map(found.flatMap(row => (row.domain ? [[row.domain, row.id] as const] : []))),
  };
}

/** An account and a mailbox for each, the second standing on the first and on its domain. */
export function addPeople(ground: Ground, people: readonly NewPerson[]): ChangeSet {
  const sets = people.map(person => addPerson(ground, person));
  return { edits: sets.flatMap(set => set.edits), claims: sets.flatMap(set => set.claims), releases: [] };
}

function addPerson(ground: Ground, person: NewPerson): ChangeSet {
  const { member } = ground;
  const owner = { op: 'create', memberId: member.id, personId: person.id } as const;
  const { accountId, mailboxId } = person;
  const account = newAccountSpec(member.slug, person);
  const mailbox = newMailboxSpec(member.slug, person);
  const domainId = ground.domains.get(person.address.slice(person.address.indexOf('@') + 1));
  if (!domainId) throw new Error('the domain of an address is checked before');
  return {
    edits: [
      {
        ...owner,
        id: accountId,
        serverId: ground.directory,
        service: 'directory',
        kind: 'account',
        key: accountKey(account),
        spec: account,
        standsOn: [ground.unitId],
      },
      {
        ...owner,
        id: mailboxId,
        serverId: ground.mail,
        service: 'mail',
        kind: 'mailbox',
        key: mailboxKey(mailbox),
        spec: mailbox,
        standsOn: [accountId, domainId],
      },
    ],
    claims: [{ kind: 'address', name: person.address, resourceId: mailboxId }],
    releases: [],
  };
}

/** Writes the people themselves and an invitation for each: it leaves once the mailbox is ready. */
export async function insertPeople(em: Transaction, memberId: string, people: readonly NewPerson[]): Promise<void> {
  const column = <Value>(read: (person: NewPerson) => Value): Value[] => people.map(read);
  await rows(
    em,
    `insert into person (id, member_id, uid, given_name, family_name, own_email, language)
     select n.id, $1, n.uid, n.given_name, n.family_name, n.own_email, n.language
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
       as n (id, uid, given_name, family_name, own_email, language)`,
    [
      memberId,
      column(person => person.id),
      column(person => person.uid),
      column(person => person.givenName),
      column(person => person.familyName),
      column(person => person.ownEmail),
      column(person => person.language),
    ],
  );
  await rows(em, 'insert into invitation (person_id, member_id) select id, $1 from unnest($2::uuid[]) as n (id)', [
    memberId,
    column(person => person.id),
  ]);
}
