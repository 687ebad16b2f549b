import type { DomainName } from './domain-name.js';
import { foldName } from './fold.js';
import { addressMaximum, getMailAddress, type MailAddress } from './mail-address.js';
import { ValueError, type Parsed } from './parsed.js';
import { isReservedLocalPart } from './reserved-local-part.js';
import { getUid, parseGroupName, type GroupName, type Uid } from './uid.js';

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
    // Folded names are valid as they are made; parsing only the one kept keeps long runs of namesakes cheap.
    const address = `${candidate}@${domain}` as MailAddress;
    if (!isReservedLocalPart(candidate) && !isTaken(address)) return getMailAddress(address, { suffix: 'any' });
  }
  throw new ValueError({ code: 'address-too-long', value: domain });
}

/** The same for the uid: at most 32 characters, begins with a letter. */
export function proposeUid(givenName: string, familyName: string, isTaken: (uid: Uid) => boolean): Uid {
  const name = folded(givenName, familyName).replace(/^[^a-z]+/, '') || fallback;
  for (const candidate of numbered(name, uidMaximum)) {
    if (!isReservedLocalPart(candidate) && !isTaken(candidate as Uid)) return getUid(candidate);
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
