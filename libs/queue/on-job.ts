import type { Lane } from '@amie/reconcile';
import type { Errand, JobName, LaneJob } from './jobs.js';

/** Works on one lane until done or until `signal` fires; every wait inside listens to it. */
export type LaneWork = (lane: Lane, signal: AbortSignal) => Promise<void>;
/** The same for work without a lane. */
export type ErrandWork = (signal: AbortSignal) => Promise<void>;

type Marks<Work> = <Method extends Work>(
  target: object,
  method: string,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

const marked = Symbol('amie:on-job');

export function OnJob(job: LaneJob): Marks<LaneWork>;
export function OnJob(job: Errand): Marks<ErrandWork>;
/** Marks the one method that does a job; the boot check refuses a job with none or with two. */
export function OnJob(job: JobName): (target: object, method: string, descriptor: PropertyDescriptor) => void {
  return (_target, _method, descriptor) => {
    if (typeof descriptor.value === 'function') Reflect.defineMetadata(marked, job, descriptor.value);
  };
}

/** The job a method was marked with, if any. */
export function findMarkedJob(method: unknown): JobName | undefined {
  return typeof method === 'function' ? Reflect.getMetadata(marked, method) : undefined;
}
