import type { Lease } from '@amie/reconcile';
import type { Wait } from '@amie/servers';
import { AgentCalls as Calls, type AgentLine, type Meanings } from '../agent-door.js';

export type { AgentDoor, AgentLine } from '../agent-door.js';

const meanings: Meanings = {
  'not-yet': { code: 'backup-not-yet' },
  'in-use': { code: 'backup-in-use' },
  taken: { code: 'backup-name-taken' },
};

/** The agents of this service, whose writes are fenced by the lane given. */
export class AgentCalls extends Calls {
  constructor(line: AgentLine, lease: Lease, wait: Wait, lane: string) {
    super(line, lease, wait, { lane, meanings });
  }
}
