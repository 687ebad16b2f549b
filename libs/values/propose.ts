import type { DomainName } from './domain-name.js';
import { foldName } from './fold.js';
import { parseLocalPart, type LocalPart } from './local-part.js';
import { addressMaximum, joinAddress, type MailAddress } from './mail-address.js';
import { unwrap, ValueError } from './parsed.js';
import { parseGroupName, parseUid, type GroupName, type Uid } from './uid.js';
import { isReservedLocalPart } from './reserved-local-part.js';
import type { Parsed } from './parsed.js';

/** What a name without one Latin letter becomes; numbered as any other name. */
const fallback = 'personne';
const localPartMaximum = 64;
const uidMaximum = 32;
const attempts = 100_000;

/**
 * `prenom.nom@domain`, or the first free of `prenom.nom2`, `prenom.nom3`…; reserved names count as taken. Same input
 * and same `isTaken`, same address. Throws `ValueError` when the domain leaves no room or nothing is free.
 */
export function proposeAddress(
  givenName: string,
  familyName: string,
  domain: DomainName,
  isTaken: (address: MailAddress) => boolean,
): MailAddress {
  const maximum = Math.min(localPartMaximum, addressMaximum - 1 - domain.length);
  for (const candidate of numbered(folded(givenName, familyName), maximum)) {
    const address = joined(candidate, domain);
    if (!isReservedLocalPart(candidate) && !isTaken(address)) return address;
  }
  throw new ValueError({ code: 'address-too-long', value: domain });
}

/** The same for the uid: at most 32 characters, begins with a letter. */
export function proposeUid(givenName: string, familyName: string, isTaken: (uid: Uid) => boolean): Uid {
  const name = folded(givenName, familyName).replace(/^[^a-z]+/, '') || fallback;
  for (const candidate of numbered(name, uidMaximum)) {
    const uid = unwrap(parseUid(candidate));
    if (!isReservedLocalPart(candidate) && !isTaken(uid)) return uid;
  }
  throw new ValueError({ code: 'uid-shape', value: name });
}

/** The name a group gets from what people call it: « Équipe accueil » is `equipe-accueil`. */
export function proposeGroupName(label: string): Parsed<GroupName> {
  return parseGroupName(
    foldName(label)
      .replace(/^[^a-z]+/, '')
      .slice(0, uidMaximum)
      .replace(/-$/, '') || label,
  );
}

function folded(givenName: string, familyName: string): string {
  return [foldName(givenName), foldName(familyName)].filter(part => part !== '').join('.') || fallback;
}

/** The name, then the name with 2, 3, …, each cut to fit without ending on a separator. */
function* numbered(name: string, maximum: number): Generator<string> {
  for (let number = 1; number <= attempts; number++) {
    const ending = number === 1 ? '' : String(number);
    const start = name.slice(0, Math.max(0, maximum - ending.length)).replace(/[.-]+$/, '');
    if (start === '') return;
    yield start + ending;
  }
}

function joined(localPart: string, domain: DomainName): MailAddress {
  const parsed: Parsed<LocalPart> = parseLocalPart(localPart);
  return unwrap(joinAddress(unwrap(parsed), domain));
}
