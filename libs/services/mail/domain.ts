import type { Found } from '@amie/reconcile';
import type { DirectoryEntry } from '@amie/servers';
import type { WrittenKind } from '../entry-changes.js';
import { generationOf, oddity } from '../entry-kind.js';
import { domainDn, mailFence } from '../member-tree.js';
import { mailPresence, mailState, stateOddity } from './mail-state.js';
import { type DomainSpec, domainKey, domainSpec } from './shape.js';

/** A domain whose mail is accepted while its entry says `open`: `associatedDomain=<domain>,ou=mail,o=<slug>`. */
export const domainKind: WrittenKind<DomainSpec> = {
  kind: 'domain',
  objectClass: 'amieMailDomain',
  naming: 'associatedDomain',
  isIndexed: true,
  branch: 'mail',
  fence: mailFence,
  stateAttribute: 'amieMailState',
  attributes: ['associatedDomain', 'amieMailState', mailFence],
  dnOf: domainDn,
  parse: spec => domainSpec.parse(spec),
  keyOf: domainKey,
  names: ({ domain }) => ({ objectClass: ['amieMailDomain'], associatedDomain: [domain] }),
  content: () => ({}),
  state: mailState,
  read: readDomain,
};

function readDomain(entry: DirectoryEntry, slug: string, domain: string): Found<DomainSpec> {
  return {
    kind: 'domain',
    key: domainKey({ slug, domain }),
    presence: mailPresence(entry),
    generation: generationOf(entry, mailFence),
    spec: { slug, domain, ...oddity(entry, 'associatedDomain', [domain]), ...stateOddity(entry) },
  };
}
