import { addressHalves, type DomainName, type MailAddress, type PersonRow } from '@amie/values';
import { rows as query, type Transaction } from '../http/scope.js';
import type { Ground } from '../people/add-people.js';
import { proposeAddresses } from '../people/choose-names.js';
import { personKey } from '../people/person-key.js';
import { defaultLimitKib } from '../people/person-specs.js';
import type { FieldProblem } from '../problems/problem.js';
import type { Checked, CheckedRow, RowAside } from './checked-row.js';
import { findNamesakes, type Namesake } from './namesakes.js';

/**
 * Sets the rows of a table against what the member has: people already there stay as they are, addresses that are
 * taken or of another's domain set their row aside, missing addresses are proposed. Writes nothing; the same rows on
 * the same state give the same answer, which is how an approval knows that nothing changed.
 */
export async function checkRows(
  em: Transaction,
  ground: Ground,
  people: readonly PersonRow[],
  domain: DomainName | undefined,
): Promise<Checked> {
  const known = await findNamesakes(
    em,
    ground.member.id,
    people.map(person => person.ownEmail),
  );
  const taken = await takenAddresses(
    em,
    ground.member.id,
    people.flatMap(person => person.address ?? []),
  );
  const shared = await findSharedAddresses(
    em,
    ground.member.id,
    people.flatMap(person => person.sharedAddresses),
  );
  const labels = new Set<string>(people.flatMap(person => person.sharedAddresses));
  const state: State = { ground, known, taken, shared, labels, domain };
  const judged = people.map(person => ({ person, ...judge(person, state) }));
  const bad = judged.flatMap(({ person, problems }) => (problems.length > 0 ? [{ row: person.row, problems }] : []));
  const good = judged.filter(({ problems }) => problems.length === 0);
  const addresses = await chooseAddresses(em, good, domain, taken);
  return { rows: good.map(one => checkedRow(one.person, one.there, addresses.get(one.person))), bad };
}

interface State {
  readonly ground: Ground;
  readonly known: ReadonlyMap<string, Namesake>;
  readonly taken: ReadonlySet<string>;
  /** Addresses that are shared addresses of this member already. */
  readonly shared: ReadonlySet<string>;
  /** Shared addresses that this table itself names. */
  readonly labels: ReadonlySet<string>;
  readonly domain: DomainName | undefined;
}

interface Judged {
  readonly person: PersonRow;
  readonly there: Namesake | undefined;
  readonly problems: RowAside['problems'];
}

function judge(person: PersonRow, state: State): Omit<Judged, 'person'> {
  const there = state.known.get(personKey(person));
  const at = { row: person.row };
  const value = `${person.givenName} ${person.familyName}`;
  if (there?.isAside) return { there, problems: [{ code: 'person-set-aside', ...at, value }] };
  const problems: FieldProblem[] = [];
  const wanted = [...(there || !person.address ? [] : [person.address]), ...person.sharedAddresses];
  for (const address of wanted) {
    const { domain } = addressHalves(address);
    const known = [...state.ground.domains.keys()];
    if (!known.includes(domain))
      problems.push({ code: 'domain-not-of-member', ...at, value: address, params: { domain, known } });
  }
  if (!there && person.address && (state.taken.has(person.address) || state.labels.has(person.address))) {
    problems.push({ code: 'address-taken', ...at, value: person.address });
  }
  const clash = person.sharedAddresses.find(address => state.taken.has(address) && !state.shared.has(address));
  if (clash) problems.push({ code: 'address-taken', ...at, value: clash });
  if (!there && !person.address && !state.domain) {
    problems.push({ code: 'domain-needed', ...at, value, params: { known: [...state.ground.domains.keys()] } });
  }
  return { there, problems };
}

async function chooseAddresses(
  em: Transaction,
  good: readonly Judged[],
  domain: DomainName | undefined,
  taken: ReadonlySet<string>,
): Promise<Map<PersonRow, MailAddress>> {
  const missing = good.filter(({ person, there }) => !there && !person.address).map(({ person }) => person);
  if (!domain || missing.length === 0) return new Map();
  // Addresses asked for by name, by other rows too, and people's own e-mails are never proposed.
  const avoid = new Set<string>(taken);
  for (const { person } of good) {
    avoid.add(person.ownEmail.toLowerCase());
    for (const address of [...person.sharedAddresses, ...(person.address ? [person.address] : [])]) avoid.add(address);
  }
  const named = missing.map(({ givenName, familyName }) => ({ givenName, familyName, domain }));
  const proposed = await proposeAddresses(em, named, avoid);
  return new Map(missing.map((person, index) => [person, proposed[index] as MailAddress]));
}

function checkedRow(person: PersonRow, there: Namesake | undefined, proposed: MailAddress | undefined): CheckedRow {
  const { row, givenName, familyName, ownEmail, groups, sharedAddresses, limit = defaultLimitKib } = person;
  const address = there?.address ?? person.address ?? proposed;
  if (!address) throw new Error('a row without an address is set aside before');
  return {
    row,
    givenName,
    familyName,
    ownEmail,
    address: address as MailAddress,
    isProposed: !there && !person.address,
    limitKib: there?.limitKib ?? limit,
    groups,
    sharedAddresses,
    state: there ? 'unchanged' : 'new',
    ...(there && { uid: there.uid }),
  };
}

/** Which of these addresses are in use, by this member or by another. */
async function takenAddresses(em: Transaction, memberId: string, addresses: readonly string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const text = `select name from claimed_name where kind = 'address' and name = any($1::text[])
    and (tombstoned_at is null or member_id <> $2)`;
  return new Set((await query<{ name: string }>(em, text, [addresses, memberId])).map(({ name }) => name));
}

async function findSharedAddresses(
  em: Transaction,
  memberId: string,
  addresses: readonly string[],
): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const text = `select spec->>'address' as address from resource where member_id = $1 and kind = 'shared-address'
    and presence = 'present' and spec->>'address' = any($2::text[])`;
  return new Set((await query<{ address: string }>(em, text, [memberId, addresses])).map(({ address }) => address));
}
