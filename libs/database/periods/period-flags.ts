import type { MonthInputs } from '@amie/allocation';
import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';

type Flags = MonthInputs['flags'];

/** Keeps what the readings of a month flagged as it is proposed, beside its cutoff: part of the freeze, for ever. */
export async function keepFlags(em: EntityManager, month: Month, flags: Flags): Promise<void> {
  await rows(em, keep, [firstDay(month), JSON.stringify(flags)]);
}

const keep = `
  insert into period_flags (month, cutoff, flags) select month, cutoff, $2::jsonb from period where month = $1::date
  on conflict do nothing
`;

/**
 * What the readings of a month flagged: as frozen once it was proposed, as last folded while it is open. A look-up of
 * one row: nothing is folded.
 */
export async function readingFlags(em: EntityManager, month: Month): Promise<Flags> {
  const [found] = await rows<{ flags: Flags }>(em, kept, [firstDay(month)]);
  return found?.flags ?? [];
}

const kept = `
  select f.flags from period p join period_flags f using (month, cutoff) where p.month = $1::date
  union all
  select d.flags from month_draft d where d.month = $1::date
    and not exists (select from period p where p.month = d.month and p.state <> 'open')
`;
