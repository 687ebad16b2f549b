import type { Found } from '@amie/reconcile';
import type { DirectoryEntry } from '@amie/servers';
import { generationOf, oddity } from '../entry-kind.js';
import type { WrittenKind } from '../entry-changes.js';
import { directoryFence, personDn } from '../member-tree.js';
import { type AccountSpec, accountKey, accountSpec } from './shape.js';

/** A `pwdAccountLockedTime` that no time unlocks (draft-behera-ldap-password-policy, section 5.3.3). */
const lockedForGood = '000001010000Z';

/** A person's sign-in, `uid=<uid>,ou=people,o=<slug>`. Suspended and aside are locked by the password policy too. */
export const accountKind: WrittenKind<AccountSpec> = {
  kind: 'account',
  objectClass: 'amieAccount',
  naming: 'uid',
  isIndexed: true,
  branch: 'people',
  fence: directoryFence,
  stateAttribute: 'amieState',
  attributes: [
    'uid',
    'givenName',
    'sn',
    'cn',
    'displayName',
    'preferredLanguage',
    'amieState',
    'pwdAccountLockedTime',
    'pwdLastSuccess',
    directoryFence,
  ],
  dnOf: personDn,
  parse: spec => accountSpec.parse(spec),
  keyOf: accountKey,
  names: ({ uid }) => ({ objectClass: ['inetOrgPerson', 'amieAccount'], uid: [uid] }),
  content: spec => ({
    givenName: [spec.givenName],
    sn: [spec.familyName],
    cn: [fullName(spec)],
    displayName: [fullName(spec)],
    preferredLanguage: [spec.language],
  }),
  state: (spec, presence) => {
    const state = presence === 'present' ? (spec.isSuspended ? 'suspended' : 'active') : 'aside';
    return { amieState: [state], pwdAccountLockedTime: state === 'active' ? [] : [lockedForGood] };
  },
  read: readAccount,
};

function readAccount(entry: DirectoryEntry, slug: string, uid: string): Found<AccountSpec> {
  const state = entry.value('amieState');
  const spec = {
    slug,
    uid,
    givenName: entry.value('givenName'),
    familyName: entry.value('sn'),
    language: entry.value('preferredLanguage'),
    isSuspended: state === 'suspended',
  } as AccountSpec;
  const name = fullName(spec);
  const lastUsedAt = dateOf(entry.value('pwdLastSuccess'));
  const oddities = {
    ...oddity(entry, 'uid', [uid]),
    ...oddity(entry, 'cn', [name]),
    ...oddity(entry, 'displayName', [name]),
    ...lockOddity(state, entry.value('pwdAccountLockedTime')),
  };
  return {
    kind: 'account',
    key: accountKey({ slug, uid }),
    presence: state === 'aside' ? 'aside' : 'present',
    generation: generationOf(entry, directoryFence),
    spec: { ...spec, ...oddities },
    ...(lastUsedAt && { lastUsedAt }),
  };
}

/** A generalized time in UTC (RFC 4517, section 3.3.13), as slapd writes it; undefined when there is none. */
function dateOf(text: unknown): Date | undefined {
  const parts = typeof text === 'string' && /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** State and lock say the same, or it shows. A lock that time lifts (too many wrong passwords) is no business of ours. */
function lockOddity(state: unknown, lock: unknown): object {
  const isLocked = lock === lockedForGood;
  if (state === 'active') return isLocked ? { lock } : {};
  if (state === 'suspended' || state === 'aside') return isLocked ? {} : { lock: 'missing' };
  return { state };
}

const fullName = (spec: Pick<AccountSpec, 'givenName' | 'familyName'>): string =>
  `${spec.givenName} ${spec.familyName}`;
