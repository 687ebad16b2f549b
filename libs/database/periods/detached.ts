import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { firstDay, type Month } from './months.js';
import { PeriodRefused } from './refused.js';

/**
 * A month is only computed again while its readings are there, and those on either side of it, from which a missing day
 * is estimated: without them every figure would seem to have moved. Throws `month-detached`, until they are attached again.
 */
export async function requireReadings(em: EntityManager, month: Month): Promise<void> {
  const [gone] = await rows<{ month: Month }>(em, detached, [firstDay(month)]);
  if (gone) throw new PeriodRefused('month-detached', { month, gone: gone.month, table: tableOf(gone.month) });
}

const tableOf = (month: Month): string => `reading_${month.replace('-', '_')}`;

const detached = `
  select to_char(d.month, 'YYYY-MM') as month from reading_digest d
  where d.month between $1::date - interval '1 month' and $1::date + interval '1 month'
    and not exists (select from pg_inherits i where i.inhparent = 'reading'::regclass
      and i.inhrelid = to_regclass('reading_' || to_char(d.month, 'YYYY_MM')))
  order by abs(d.month - $1::date), d.month limit 1
`;
