import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { firstDay, graceEnd, homeToday, type Month, monthsLater } from './months.js';

/** How far a month is. `grace`: it is over, and until the tenth what comes late still counts. */
export type PeriodState = 'open' | 'grace' | 'proposed' | 'approved' | 'closed';

export interface Period {
  readonly month: Month;
  readonly state: PeriodState;
  /** Last day on which what comes late is waited for. */
  readonly graceUntil: string;
  /** Its grace is over and nobody has proposed it: somebody's turn. */
  readonly isDue: boolean;
  readonly cutoff: Date | null;
  readonly policyVersion: number | null;
  readonly inputSha256: string | null;
  readonly outputSha256: string | null;
  readonly proposedBy: string | null;
  readonly proposedAt: Date | null;
  readonly approvedBy: string | null;
  readonly approvedAt: Date | null;
  readonly decisionId: string | null;
  readonly closedBy: string | null;
  readonly closedAt: Date | null;
}

type Kept = Omit<Period, 'graceUntil' | 'isDue'>;

const columns = `to_char(month, 'YYYY-MM') as month, state, cutoff, policy_version as "policyVersion",
  input_sha256 as "inputSha256", output_sha256 as "outputSha256", proposed_by as "proposedBy",
  proposed_at as "proposedAt", approved_by as "approvedBy", approved_at as "approvedAt", decision_id as "decisionId",
  closed_by as "closedBy", closed_at as "closedAt"`;

/** A month as it stands; one nobody touched is open, or in its grace. */
export async function periodOf(em: EntityManager, month: Month): Promise<Period> {
  const [found] = await rows<Kept>(em, `select ${columns} from period where month = $1::date`, [firstDay(month)]);
  return seenOn(await homeToday(em), found ?? untouched(month));
}

/** The month, held until the transaction ends: two people closing it take turns. */
export async function lockPeriod(em: EntityManager, month: Month): Promise<Period> {
  await rows(em, 'insert into period (month) values ($1::date) on conflict do nothing', [firstDay(month)]);
  const text = `select ${columns} from period where month = $1::date for update`;
  const [found] = await rows<Kept>(em, text, [firstDay(month)]);
  if (!found) throw new Error(`the month ${month} could not be held`);
  return seenOn(await homeToday(em), found);
}

/** Every month from the first with anything in it to the current one, newest first. */
export async function listPeriods(em: EntityManager): Promise<Period[]> {
  const today = await homeToday(em);
  const kept = new Map((await rows<Kept>(em, `select ${columns} from period`)).map(one => [one.month, one]));
  const [{ first } = { first: null }] = await rows<{ first: string | null }>(em, firstMonth);
  const months: Period[] = [];
  const current = today.slice(0, 7);
  for (let month = current; month >= (first ?? current); month = monthsLater(month, -1)) {
    months.push(seenOn(today, kept.get(month) ?? untouched(month)));
  }
  return months;
}

const firstMonth = `
  select to_char(least(
    (select min(lower(valid)) at time zone amie_zone() from membership where replaced_at is null and half_parts > 0),
    (select min(work_day)::timestamp from time_entry where withdrawn_at is null),
    (select min(month)::timestamp from period),
    (select min(effective_month)::timestamp from policy)), 'YYYY-MM') as first
`;

function seenOn(today: string, kept: Kept): Period {
  const isOver = today >= firstDay(monthsLater(kept.month, 1));
  const state = kept.state === 'open' && isOver ? 'grace' : kept.state;
  const graceUntil = graceEnd(kept.month);
  return { ...kept, state, graceUntil, isDue: state === 'grace' && today > graceUntil };
}

function untouched(month: Month): Kept {
  return {
    month,
    state: 'open',
    cutoff: null,
    policyVersion: null,
    inputSha256: null,
    outputSha256: null,
    proposedBy: null,
    proposedAt: null,
    approvedBy: null,
    approvedAt: null,
    decisionId: null,
    closedBy: null,
    closedAt: null,
  };
}
