import type { Language } from '@amie/values';
import { z } from 'zod';
import { flagSentence } from './remarks.js';
import type { Cell, DaysLine, Statement, StatementMonth } from './statement.js';
import { nearestMinute } from './statement-words.js';

// Amounts are decimal strings everywhere: micro-minutes and cents are exact, `minutes` is what is shown.
const amount = z.string().regex(/^-?\d+$/);
const cell = z.object({
  month: z.string().optional(),
  umin: amount,
  minutes: amount,
  correctedUmin: amount.optional(),
  explain: z.string(),
});
const line = z.object({ umin: amount, minutes: amount });
const daysLine = z.object({ planned: line, used: line, left: line });

/** A sheet as JSON. */
export const statementView = z.object({
  member: z.object({ slug: z.string(), name: z.string() }),
  year: z.number().int(),
  isFinal: z.boolean(),
  asOf: z.string(),
  days: z.object({ own: daysLine, collective: daysLine }),
  minutesPerDay: z.number().int(),
  months: z.array(
    z.object({
      month: z.string(),
      state: z.enum(['closed', 'provisional']),
      policyVersion: z.number().int(),
      digest: z.string(),
      isCorrected: z.boolean(),
      isByParts: z.boolean(),
      individualUmin: amount,
      collectiveUmin: amount,
      keyUmin: amount,
      keyTotalUmin: amount,
      costCents: amount.nullable(),
      dueCents: amount.nullable(),
      byPartsCents: amount.nullable(),
      explain: z.string(),
    }),
  ),
  pools: z.array(z.object({ pool: z.string(), cells: z.array(cell), total: cell })),
  poolTotals: z.array(cell),
  poolTotal: cell,
  euros: z.object({
    costCents: amount,
    dueCents: amount,
    byPartsCents: amount,
    earlierCents: amount,
    provisions: z.array(z.object({ month: z.string(), cents: amount })),
    providedCents: amount,
    trueUpCents: amount,
  }),
  flags: z.array(
    z.object({ code: z.string(), months: z.array(z.string()), about: z.string().optional(), text: z.string() }),
  ),
  shares: z.array(z.object({ slug: z.string(), name: z.string(), umin: amount, isOwn: z.boolean() })),
  links: z.record(z.string(), z.string()),
});
export type StatementDocument = z.output<typeof statementView>;

/** The sheet as it leaves: nothing rounded but `minutes`, nothing left out; only flags are told in words. */
export function statementDocument(statement: Statement, language: Language): StatementDocument {
  const { member, year, isFinal, asOf, days, months, pools, poolTotals, poolTotal, euros, flags, shares, links } =
    statement;
  return {
    member,
    year,
    isFinal,
    asOf: asOf.toISOString(),
    days: { own: showDays(days.own), collective: showDays(days.collective) },
    minutesPerDay: Number(statement.minutesPerDay),
    months: months.map(showMonth),
    pools: pools.map(({ pool, cells, total }) => ({ pool, cells: cells.map(showCell), total: showCell(total) })),
    poolTotals: poolTotals.map(showCell),
    poolTotal: showCell(poolTotal),
    euros: {
      costCents: String(euros.cost),
      dueCents: String(euros.due),
      byPartsCents: String(euros.byParts),
      earlierCents: String(euros.earlier),
      provisions: euros.provisions.map(({ month, cents }) => ({ month, cents: String(cents) })),
      providedCents: String(euros.provided),
      trueUpCents: String(euros.trueUp),
    },
    flags: flags.map(flag => ({ ...flag, months: [...flag.months], text: flagSentence(flag, language) })),
    shares: shares.map(({ slug, name, umin, isOwn }) => ({ slug, name, umin: String(umin), isOwn })),
    links,
  };
}

const showLine = (umin: bigint) => ({ umin: String(umin), minutes: String(nearestMinute(umin)) });

const showDays = ({ planned, used, left }: DaysLine) => ({
  planned: showLine(planned),
  used: showLine(used),
  left: showLine(left),
});

const showCell = ({ month, umin, minutes, corrected, explain }: Cell) => ({
  ...(month !== undefined && { month }),
  umin: String(umin),
  minutes: String(minutes),
  ...(corrected !== undefined && { correctedUmin: String(corrected) }),
  explain,
});

const text = (cents: bigint | undefined): string | null => (cents === undefined ? null : String(cents));

function showMonth(found: StatementMonth): StatementDocument['months'][number] {
  const {
    month,
    state,
    policyVersion,
    digest,
    isCorrected,
    isByParts,
    individual,
    collective,
    key,
    keyTotal,
    explain,
  } = found;
  return {
    month,
    state,
    policyVersion,
    digest,
    isCorrected,
    isByParts,
    individualUmin: String(individual),
    collectiveUmin: String(collective),
    keyUmin: String(key),
    keyTotalUmin: String(keyTotal),
    costCents: text(found.cost),
    dueCents: text(found.due),
    byPartsCents: text(found.byParts),
    explain,
  };
}
