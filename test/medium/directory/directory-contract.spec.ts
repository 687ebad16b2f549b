import { driverContract } from '../../contract/driver-contract.js';
import { directoryRig } from './directory-rig.js';

driverContract({
  name: 'the directory driver, on slapd,',
  kinds: ['unit', 'account', 'group'],
  crowdKind: 'account',
  fences: { generation: ['unit', 'account', 'group'], epoch: [] },
  canBreakReads: true,
  rig: directoryRig,
});
