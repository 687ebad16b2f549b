import { driverContract } from '../../contract/driver-contract.js';
import { mailRig } from './mail-rig.js';

driverContract({
  name: 'the mail driver, on Dovecot, Postfix and slapd,',
  // A domain has no setting to edit; its own claims are in mailbox.spec.ts.
  kinds: ['mailbox', 'shared-address'],
  crowdKind: 'mailbox',
  fences: { generation: ['domain', 'mailbox', 'shared-address'], epoch: ['mailbox'] },
  canBreakReads: true,
  rig: mailRig,
});
