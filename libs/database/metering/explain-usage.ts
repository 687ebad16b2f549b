import type { EntityManager } from 'typeorm';
import type { ExplainedReading, Owner } from './words.js';

/** A subject's part of a month's usage, as last kept by `keepMonth`. */
export interface SubjectUsage {
  readonly subjectId: number;
  readonly key: string;
  readonly server: string;
  readonly service: string;
  readonly amount: bigint;
  readonly observed: number;
  readonly estimated: number;
  readonly unknown: number;
}

/** What an owner's figure of a meter in a month is made of: its subjects. */
export async function subjectsOf(
  em: EntityManager,
  month: string,
  meter: string,
  owner: Owner,
): Promise<SubjectUsage[]> {
  throw new Error(`${String(em)} ${month} ${meter} ${owner}: not written yet`);
}

/** Every reading of a subject in a month, all revisions, each with the run that brought it; sorted by day, slot, revision. */
export async function readingsOf(
  em: EntityManager,
  subjectId: number,
  meter: string,
  month: string,
  cutoff?: string,
): Promise<ExplainedReading[]> {
  throw new Error(`${String(em)} ${subjectId} ${meter} ${month} ${cutoff}: not written yet`);
}
