import type { Action, Change, Kind } from './contract.js';

/** How many changes there are of each kind and action: `{ mailbox: { create: 25 } }`. */
export type PlanSummary = Readonly<Record<Kind, Readonly<Partial<Record<Action, number>>>>>;

/** Counts a plan per kind and action; kinds come in the order of the plan. */
export function summarise(changes: readonly Change[]): PlanSummary {
  const summary: Record<Kind, Partial<Record<Action, number>>> = {};
  for (const { action, desired } of changes) {
    const counts = (summary[desired.kind] ??= {});
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return summary;
}

/**
 * The plan as text for a technician: one line a change, one below it for each setting that differs, then the counts.
 * It shows settings alone, so no secret; values from a server are escaped, so they cannot forge a line.
 */
export function renderPlan(changes: readonly Change[]): string {
  if (changes.length === 0) return 'nothing to do\n';
  const lines = changes.flatMap(change => [
    renderChange(change),
    ...change.fields.map(field => renderField(change, field)),
  ]);
  return [...lines, '', renderSummary(changes), ''].join('\n');
}

const signs: Readonly<Record<Action, string>> = {
  create: '+',
  update: '~',
  restore: '^',
  'set-aside': '-',
  purge: 'x',
};

const words: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'updated',
  restore: 'restored',
  'set-aside': 'set aside',
  purge: 'purged',
};

function renderChange({ action, desired }: Change): string {
  return `${signs[action]} ${printable(desired.key)}`;
}

function renderField({ desired, found }: Change, field: string): string {
  return `    ${printable(field)}: ${valueOf(found?.spec, field)} → ${valueOf(desired.spec, field)}`;
}

function renderSummary(changes: readonly Change[]): string {
  return Object.entries(summarise(changes))
    .map(([kind, counts]) => `${kind}: ${renderCounts(counts)}`)
    .join('; ');
}

function renderCounts(counts: Partial<Record<Action, number>>): string {
  return Object.entries(counts)
    .map(([action, count]) => `${count} ${words[action as Action]}`)
    .join(', ');
}

function valueOf(spec: unknown, field: string): string {
  const value = (spec as Readonly<Record<string, unknown>> | undefined)?.[field];
  return value === undefined ? '(none)' : printable(JSON.stringify(value));
}

/** Control, line-breaking and direction-changing characters as `\u…`: a planted name must not redraw the terminal. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, character => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
