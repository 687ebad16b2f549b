import type { YearFacts } from '@amie/database';
import { splitOf } from './year.js';

/** Something a reader of the sheet must know beside its figures: of the sheet itself, or a flag of its months. */
export interface StatementFlag {
  readonly code: string;
  readonly months: readonly string[];
  /** Days counted with an estimate, pools, meters: what the code is about. */
  readonly about?: string;
}

/** The flags that concern a member: of the whole year, in a fixed order. */
export function flagsOf(facts: YearFacts, slug: string): StatementFlag[] {
  const { months, costs, earlier } = facts;
  return [
    ofMonths(
      'provisional',
      months.filter(({ state }) => state === 'provisional'),
    ),
    unweighedFlag(facts, slug),
    ofMonths(
      'without-cost',
      months.filter(({ month }) => !costs.has(month)),
    ),
    ofMonths(
      'by-parts',
      months.filter(found => splitOf(found, costs.get(found.month))?.isByParts),
    ),
    unborneFlag(facts),
    ...estimatedFlags(facts, slug),
    ofMonths(
      'corrected',
      months.filter(({ corrections }) => corrections.size > 0),
    ),
    ...poolFlags(facts, slug, 'capped'),
    ...poolFlags(facts, slug, 'unused-driver'),
    ...otherFlags(facts, slug),
    ofMonths(
      'earlier',
      earlier.map(({ after }) => after),
    ),
  ].filter(flag => flag.months.length > 0);
}

const ofMonths = (code: string, months: readonly { readonly month: string }[]): StatementFlag => ({
  code,
  months: months.map(({ month }) => month),
});

// The member's own days count all the same.
function unweighedFlag({ unweighed }: YearFacts, slug: string): StatementFlag {
  const worked = [...unweighed].filter(([, members]) => (members.get(slug) ?? 0n) !== 0n);
  return { code: 'unweighed', months: worked.map(([month]) => month) };
}

// A cost of a month in which nobody had a minute nor a part, or before the first rule: the proof refuses it.
function unborneFlag({ months, costs }: YearFacts): StatementFlag {
  const borne = months.filter(found => splitOf(found, costs.get(found.month))).map(({ month }) => month);
  const due = [...costs].filter(([month, cents]) => cents !== 0n && !borne.includes(month));
  return { code: 'unborne', months: due.map(([month]) => month).sort() };
}

function estimatedFlags({ estimated }: YearFacts, slug: string): StatementFlag[] {
  const days = [...estimated].flatMap(([month, members]) => {
    const count = members.get(slug) ?? 0;
    return count > 0 ? [{ month, count }] : [];
  });
  const all = days.reduce((sum, { count }) => sum + count, 0);
  return [{ code: 'estimated', months: days.map(({ month }) => month).sort(), about: String(all) }];
}

// The member's own cap; drivers without use concern everybody.
function poolFlags({ months }: YearFacts, slug: string, code: 'capped' | 'unused-driver'): StatementFlag[] {
  const found = months.flatMap(({ month, flags }) =>
    flags
      .filter(flag => flag.code === code && (code === 'unused-driver' || flag.member === slug))
      .map(flag => ({ month, about: code === 'capped' ? (flag.pool ?? '') : (flag.meter ?? '') })),
  );
  const groups = Map.groupBy(found, ({ about }) => about);
  return Array.from(groups, ([about, all]) => ({ code, months: [...new Set(all.map(({ month }) => month))], about }));
}

const toldApart = ['capped', 'unused-driver'];

// Whatever else engine and readings flagged: once a code, and of whom stays out of sheets that go to other members.
function otherFlags({ months }: YearFacts, slug: string): StatementFlag[] {
  const found = months.flatMap(({ month, flags }) =>
    flags
      .filter(({ code, member }) => !toldApart.includes(code) && (code !== 'use-without-parts' || member === slug))
      .map(({ code }) => ({ code, month })),
  );
  const groups = Map.groupBy(found, ({ code }) => code);
  return Array.from(groups, ([code, all]) => ({ code, months: [...new Set(all.map(({ month }) => month))] }));
}
