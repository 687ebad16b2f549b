import type { Found } from '@amie/reconcile';
import type { DirectoryEntry } from '@amie/servers';
import type { WrittenKind } from '../entry-changes.js';
import { generationOf, oddity } from '../entry-kind.js';
import { mailFence, sharedAddressDn } from '../member-tree.js';
import { mailPresence, mailState, stateOddity } from './mail-state.js';
import { type SharedAddressSpec, sharedAddressKey, sharedAddressSpec } from './shape.js';

/** An address that reaches several people: `cn=<address>,ou=mail,o=<slug>`. */
export const sharedAddressKind: WrittenKind<SharedAddressSpec> = {
  kind: 'shared-address',
  objectClass: 'amieSharedAddress',
  naming: 'cn',
  isIndexed: false,
  branch: 'mail',
  fence: mailFence,
  stateAttribute: 'amieMailState',
  attributes: ['cn', 'mail', 'amieMailAddress', 'amieMailTarget', 'amieMailSender', 'amieMailState', mailFence],
  dnOf: sharedAddressDn,
  parse: spec => sharedAddressSpec.parse(spec),
  keyOf: sharedAddressKey,
  names: ({ address }) => ({ objectClass: ['amieSharedAddress'], cn: [address] }),
  content: ({ address, targets, senders }) => ({
    amieMailAddress: [address],
    mail: [address],
    amieMailTarget: targets,
    amieMailSender: senders,
  }),
  state: mailState,
  read: readSharedAddress,
};

function readSharedAddress(entry: DirectoryEntry, slug: string, address: string): Found<SharedAddressSpec> {
  return {
    kind: 'shared-address',
    key: sharedAddressKey({ slug, address }),
    presence: mailPresence(entry),
    generation: generationOf(entry, mailFence),
    spec: {
      slug,
      address,
      targets: [...entry.values('amieMailTarget')],
      senders: [...entry.values('amieMailSender')],
      ...oddity(entry, 'cn', [address]),
      ...oddity(entry, 'amieMailAddress', [address]),
      ...oddity(entry, 'mail', [address]),
      ...stateOddity(entry),
    },
  };
}
