import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';

/** A named person's word about one reading; `absent` when what was read is known to be wrong and nothing else is known. */
export interface Correction {
  readonly subjectId: number;
  readonly meter: string;
  readonly day: string;
  readonly slot: 0 | 1 | 2;
  readonly value: bigint | 'absent';
  readonly reason: string;
  /** `technician:<name>` of whoever says so. */
  readonly author: string;
}

/** There is no such reading to correct. */
export class NoReadingError extends Error {}

/**
 * Adds a revision that counts from now on; what was read stays beside it. A month already closed keeps its figures
 * (the revision is recorded after its cutoff). Throws `NoReadingError`.
 */
export async function correctReading(em: EntityManager, correction: Correction): Promise<void> {
  const { subjectId, meter, day, slot, value, reason, author } = correction;
  await rows(em, 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`amie.correction|${subjectId}`]);
  const amount = value === 'absent' ? null : value;
  const added = await rows(em, correct, [subjectId, meter, day, slot, amount, reason, author]);
  if (added.length === 0) throw new NoReadingError(`there is no reading of ${meter} on ${day} to correct`);
}

const correct = `
  insert into reading (value, observed_at, subject_id, usage_day, meter_id, slot, revision, quality, reason, author)
  select $5::bigint, r.observed_at, r.subject_id, r.usage_day, r.meter_id, r.slot, r.revision + 1,
    case when $5::bigint is null then 'a' else 'c' end::"char", $6, $7
  from reading r
  where (r.subject_id, r.usage_day, r.slot) = ($1, $3::date, $4::smallint)
    and r.meter_id = (select id from meter where name = $2)
  order by r.revision desc limit 1
  returning 1
`;
