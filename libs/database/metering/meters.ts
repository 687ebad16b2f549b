import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import type { MeterEntry } from './words.js';

/** A meter whose unit or form changed would give its old readings another meaning: it needs another name. */
export class MeterChangedError extends Error {}

/** Writes down the meters there are; a new one needs no migration. Throws `MeterChangedError`; doing it again changes nothing. */
export async function keepMeters(em: EntityManager, meters: readonly MeterEntry[]): Promise<void> {
  const columns = (['name', 'unit', 'form', 'service', 'of'] as const).map(field => meters.map(meter => meter[field]));
  await rows(em, keep, columns);
  const [changed] = await rows<{ name: string }>(em, differing, columns);
  if (changed)
    throw new MeterChangedError(`the meter ${changed.name} has readings under another unit, form or service`);
}

const given =
  'unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as g(name, unit, form, service, kind)';
const keep = `
  insert into meter (name, unit, form, service, subject_kind) select * from ${given} on conflict (name) do nothing
`;
const differing = `
  select g.name from ${given} join meter m using (name)
  where (m.unit, m.form, m.service, m.subject_kind) <> (g.unit, g.form, g.service, g.kind) limit 1
`;
