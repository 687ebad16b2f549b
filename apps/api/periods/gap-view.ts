import type { Gap } from '@amie/database';
import type { Language } from '@amie/values';
import type { ProblemCode } from '../problems/catalogue.js';
import type { FieldProblem, ProblemParams } from '../problems/problem.js';
import { textOf } from '../problems/render.js';

const states = {
  missing: ['aucune lecture', 'no reading'],
  failed: ['lecture échouée', 'reading failed'],
  absent: ['serveur muet', 'server silent'],
} as const;

/** A gap as a problem: what is missing and how to mend it are in the catalogue. */
export function gapProblem(
  gap: Gap,
  month: string,
  language: Language,
): FieldProblem & { readonly params: ProblemParams } {
  const told = (code: ProblemCode, params: ProblemParams) => ({ code, params: { ...params, month } });
  switch (gap.code) {
    case 'source-day': {
      const { server, service, day, to } = gap;
      const state = states[gap.state][language === 'fr' ? 0 : 1];
      if (to === day) return told('gap-source-day', { server, service, day, state });
      return told('gap-source-days', { server, service, day, to, state });
    }
    case 'coverage':
      return told('gap-coverage', { meter: gap.meter, observed: gap.observed, days: gap.days });
    case 'entry-not-validated':
      return told('gap-entry', { day: gap.day, id: gap.id });
    case 'entry-after-cutoff':
      return told('gap-entry-late', { day: gap.day, id: gap.id });
    case 'unallocated':
      return told('gap-unallocated', { minutes: String(gap.minutes) });
    case 'policy-missing':
      return told('policy-missing', {});
    case 'figures-moved':
      return told('gap-figures-moved', {});
  }
}

/** The same with its words, for a list. */
export function showGap(gap: Gap, month: string, language: Language): object {
  const problem = gapProblem(gap, month, language);
  return { ...problem, ...textOf(problem.code, language, problem.params) };
}
