import { claimNames } from '@amie/database';
import { type DomainName, type MailAddress, proposeAddress, proposeUid, type Uid } from '@amie/values';
import { rows, type Transaction } from '../http/scope.js';

/** What a name is proposed from. */
export interface Named {
  readonly givenName: string;
  readonly familyName: string;
}

/**
 * Addresses `prenom.nom@domain`, or the next free ones. Names the member once used count as taken: they come back only
 * when asked for by name. Looks, claims nothing. `taken` holds what else must be avoided, and receives what is chosen.
 */
export async function proposeAddresses(
  em: Transaction,
  people: readonly (Named & { readonly domain: DomainName })[],
  taken: Set<string>,
): Promise<MailAddress[]> {
  return choose(
    people,
    (person, isTaken) => proposeAddress(person.givenName, person.familyName, person.domain, isTaken),
    taken,
    names => namesInUse(em, 'address', names),
  );
}

/** Whom a uid is for, with the resources that will carry it. */
export interface Claimant extends Named {
  readonly accountId: string;
  readonly mailboxId: string;
}

/**
 * Uids, claimed at once together with the stores named after them, for resources written in the same transaction.
 * Another member's are out of sight here: the registry itself says which are taken.
 */
export async function claimUids(em: Transaction, memberId: string, people: readonly Claimant[]): Promise<Uid[]> {
  return choose(
    people,
    (person, isTaken) => proposeUid(person.givenName, person.familyName, isTaken),
    new Set(),
    async (names, claimants) => {
      const used = new Set([...(await namesInUse(em, 'uid', names)), ...(await namesInUse(em, 'store', names))]);
      const claims = claimants.flatMap(({ accountId, mailboxId }, index) => {
        const name = names[index] ?? '';
        if (used.has(name)) return [];
        return [
          { kind: 'uid', name, resourceId: accountId } as const,
          { kind: 'store', name, resourceId: mailboxId } as const,
        ];
      });
      const conflicts = await claimNames(em, memberId, claims);
      return [...used, ...conflicts.map(conflict => conflict.name)];
    },
  );
}

/** Rounds of one query each: propose for everyone left, ask which are in use, go on with those. */
async function choose<Person, Name extends string>(
  people: readonly Person[],
  propose: (person: Person, isTaken: (name: Name) => boolean) => Name,
  taken: Set<string>,
  findUsed: (names: readonly Name[], people: readonly Person[]) => Promise<readonly string[]>,
): Promise<Name[]> {
  const chosen = new Map<Person, Name>();
  for (let left = people; left.length > 0; ) {
    const proposals = left.map(person => {
      const name = propose(person, candidate => taken.has(candidate));
      taken.add(name);
      return [person, name] as const;
    });
    const used = new Set(
      await findUsed(
        proposals.map(([, name]) => name),
        left,
      ),
    );
    for (const [person, name] of proposals) if (!used.has(name)) chosen.set(person, name);
    left = proposals.filter(([, name]) => used.has(name)).map(([person]) => person);
  }
  return people.map(person => chosen.get(person) as Name);
}

/** Which of these names this member holds or held. */
async function namesInUse(
  em: Transaction,
  kind: 'address' | 'uid' | 'store',
  names: readonly string[],
): Promise<string[]> {
  const text = 'select name from claimed_name where kind = $1 and name = any($2::text[])';
  return (await rows<{ name: string }>(em, text, [kind, names])).map(row => row.name);
}
