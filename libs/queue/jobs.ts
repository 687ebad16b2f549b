import type { Lane } from '@amie/reconcile';
import { laneName } from '@amie/reconcile';

/** Work on one lane: make it match, use its things as their users would, look at all of it for drift. */
export const laneJobs = ['reconcile', 'probe', 'inspect'] as const;
export type LaneJob = (typeof laneJobs)[number];

/** Work of no lane: invitations to mail, domains to prove, sign-ins to notice, backups, questions, meters to read, what to purge. */
export const errands = ['invitations', 'proofs', 'sign-ins', 'backups', 'questions', 'readings', 'purge'] as const;
export type Errand = (typeof errands)[number];

export type JobName = LaneJob | Errand;
export const jobNames: readonly JobName[] = [...laneJobs, ...errands];

/** The one queue. */
export const queueName = 'lanes';

/** All that a job says: where to look. Never what to do there: the run reads that from the database. */
export interface JobPayload {
  readonly lane?: Lane;
}

/** A job as one value: its name and, for work on a lane, the lane. */
export interface Call {
  readonly job: JobName;
  readonly lane?: Lane;
}

/** Two calls of one key never run at once in one process, and are one entry in the queue: `probe/mail@<server id>`. */
export function callKey(call: Call): string {
  return call.lane ? `${call.job}/${laneName(call.lane)}` : call.job;
}

/** Whether the name is one this build knows; a job left by a newer build is let go, the sweep rings again. */
export function isJobName(name: string): name is JobName {
  return (jobNames as readonly string[]).includes(name);
}
