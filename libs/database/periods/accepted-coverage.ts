import type { EntityManager } from 'typeorm';
import type { MeterCoverage } from '../metering/index.js';
import { rows } from '../statement.js';
import { findDecision } from './decisions.js';
import type { Gap } from './gaps.js';
import { firstDay, type Month } from './months.js';
import { lockPeriod } from './period-rows.js';
import { PeriodRefused } from './refused.js';

/** Of a meter's days in a month, so many in a hundred must have been observed. */
const leastCoverage = 90;

/** A meter that was read too seldom in a month, which the board took as it is; shown beside the month for ever. */
export interface AcceptedCoverage {
  readonly meter: string;
  /** Days observed, of so many, when it was accepted. */
  readonly observed: number;
  readonly days: number;
  readonly text: string;
  readonly decisionId: string;
  readonly acceptedBy: string;
  readonly acceptedAt: Date;
}

type Thin = Extract<Gap, { readonly code: 'coverage' }>;

/** Meters that were read too seldom, accepted or not. */
export function thinMeters(meters: readonly MeterCoverage[]): Thin[] {
  return meters.flatMap(({ meter, observed, estimated, unknown }): Thin[] => {
    const days = observed + estimated + unknown;
    return observed * 100 >= days * leastCoverage ? [] : [{ code: 'coverage', meter, observed, days }];
  });
}

/** Those nobody accepted: what was accepted holds for as long as no more is missing than then. */
export async function notAccepted(em: EntityManager, month: Month, thin: readonly Thin[]): Promise<Thin[]> {
  if (thin.length === 0) return [];
  const accepted = await acceptedCoverage(em, month);
  return thin.filter(
    ({ meter, observed, days }) =>
      !accepted.some(one => one.meter === meter && observed * one.days >= one.observed * days),
  );
}

/** What was accepted of a month, in order of the meters. */
export function acceptedCoverage(em: EntityManager, month: Month): Promise<AcceptedCoverage[]> {
  return rows(em, accepted, [firstDay(month)]);
}

const accepted = `
  select meter, observed, days, text, decision_id as "decisionId", accepted_by as "acceptedBy",
    accepted_at as "acceptedAt"
  from accepted_coverage where month = $1::date order by meter, id
`;

/**
 * Takes a meter of a month as it was read, by a decision of the board; `gaps` are the month's. The figures stay what
 * they are: only the gap no longer keeps the month open. Throws `month-closed`, `decision-unknown`,
 * `decision-before-month`, `coverage-not-thin`.
 */
export async function acceptCoverage(
  em: EntityManager,
  month: Month,
  gaps: readonly Gap[],
  { meter, decision, text, by }: { meter: string; decision: string; text: string; by: string },
): Promise<void> {
  const { state } = await lockPeriod(em, month);
  if (state === 'closed') throw new PeriodRefused('month-closed', { month });
  const { id, takenOn } = await findDecision(em, decision);
  // Nobody accepts what was not read yet: the board decides about what it can see.
  if (takenOn < firstDay(month)) throw new PeriodRefused('decision-before-month', { day: takenOn, month });
  const thin = gaps.find((gap): gap is Thin => gap.code === 'coverage' && gap.meter === meter);
  if (!thin) throw new PeriodRefused('coverage-not-thin', { meter, month });
  await rows(em, accept, [firstDay(month), meter, thin.observed, thin.days, text, id, by]);
}

const accept = `
  insert into accepted_coverage (month, meter, observed, days, text, decision_id, accepted_by)
  values ($1::date, $2, $3::int, $4::int, $5, $6::uuid, $7)
`;
