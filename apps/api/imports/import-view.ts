import type { DomainName, Language, PersonRow } from '@amie/values';
import { planSentence } from '../plans/plan-sentence.js';
import type { PlanView } from '../plans/plan-view.js';
import { renderFieldProblem } from '../problems/render.js';
import type { CheckedRow, RowAside } from './checked-row.js';
import type { ImportView } from './import-schemas.js';

/** An import as it is kept. */
export interface ImportRow {
  readonly id: string;
  readonly member_id: string;
  readonly rows: {
    readonly people: readonly PersonRow[];
    readonly checked: readonly CheckedRow[];
    readonly domain?: DomainName;
    readonly ignored: readonly string[];
  };
  readonly bad: readonly RowAside[];
  readonly plan: PlanView;
  readonly created_at: Date;
  readonly approved_at: Date | null;
  readonly task_id: string | null;
}

export function showImport(kept: ImportRow, language: Language): ImportView {
  const { checked, ignored } = kept.rows;
  const fresh = checked.filter(row => row.state === 'new').length;
  return {
    id: kept.id,
    memberId: kept.member_id,
    plan: { ...kept.plan, sentence: sentenceOf(kept.plan, language) },
    rows: checked.map(showRow),
    bad: kept.bad.map(({ row, problems }) => ({
      row,
      problems: problems.map(problem => renderFieldProblem(problem, language)),
    })),
    counts: { new: fresh, unchanged: checked.length - fresh, bad: kept.bad.length },
    ignoredColumns: [...ignored],
    createdAt: kept.created_at.toISOString(),
    approvedAt: kept.approved_at?.toISOString() ?? null,
    taskId: kept.task_id,
  };
}

function showRow(row: CheckedRow): ImportView['rows'][number] {
  const { uid: _, groups, sharedAddresses, ...shown } = row;
  return { ...shown, groups: [...groups], sharedAddresses: [...sharedAddresses] };
}

function sentenceOf(plan: PlanView, language: Language): string {
  return planSentence(plan.counts as Parameters<typeof planSentence>[0], language);
}
