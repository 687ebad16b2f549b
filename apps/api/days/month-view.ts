import { attendance, draftsOf, helpMinutes, individualMinutes, poolMinutes } from '@amie/database';
import type { Language } from '@amie/values';
import { rows, type Transaction } from '../http/scope.js';
import { daysOfMonth } from './calendar.js';
import { flagsOf, showFlag } from './flags.js';

/**
 * A month of the ledger. Of each technician: what all live entries are for, and beside it their presence, counted on
 * the clock from the hours taken up; the four sums must make it up.
 */
export async function monthOf(em: Transaction, month: string, language: Language): Promise<object> {
  const [first, last] = daysOfMonth(month);
  const technicians = await rows<Sums>(em, sums, [first, last]);
  const flags = await flagsOf(em, first, last);
  return {
    month,
    technicians: technicians.map(of => ({ ...of, isWhole: isWhole(of) })),
    validated: {
      pools: Object.fromEntries(await poolMinutes(em, month)),
      individual: listed(await individualMinutes(em, month)),
      help: listed(await helpMinutes(em, month)),
      attendance: listed(await attendance(em, month)),
    },
    drafts: (await draftsOf(em, month)).length,
    flags: flags.map(flag => showFlag(flag, language)),
  };
}

interface Sums {
  readonly technician: string;
  readonly individual: number;
  readonly collective: number;
  readonly absence: number;
  readonly unplanned: number;
  readonly presence: number;
}

/** The identity of every month: individual + collective + absence + unplanned = presence. */
function isWhole({ individual, collective, absence, unplanned, presence }: Sums): boolean {
  return individual + collective + absence + unplanned === presence;
}

function listed(amounts: ReadonlyMap<string, bigint>): object[] {
  return [...amounts].map(([member, minutes]) => ({ member, minutes }));
}

const sumOf = (kind: string): string => `coalesce(sum(e.minutes) filter (where e.kind = '${kind}'), 0)::int as ${kind}`;
const sums = `
  select t.name as technician, ${sumOf('individual')}, ${sumOf('collective')}, ${sumOf('absence')},
    ${sumOf('unplanned')},
    (select coalesce(sum(extract(epoch from upper(s) - lower(s)) / 60), 0)::int from unnest(range_agg(e.span)) as s)
      as presence
  from time_entry e join technician t on t.id = e.technician_id
  where e.is_live and e.work_day between $1::date and $2::date
  group by t.name order by t.name
`;
