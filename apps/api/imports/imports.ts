import { createHash } from 'node:crypto';
import { previewEdits } from '@amie/database';
import { shapes } from '@amie/services/resources';
import { type DomainName, proposeUid, type Uid } from '@amie/values';
import { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { getMember, type MemberRow } from '../http/find-member.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { findGround, type Ground, insertPeople } from '../people/add-people.js';
import { chooseDomain, onlyDomain } from '../people/address-rules.js';
import { claimUids } from '../people/choose-names.js';
import { type Plan, showPlan } from '../plans/plan-view.js';
import { notFound, Problem } from '../problems/problem.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import { startTask, taskAnswer, taskUrl } from '../tasks/start-task.js';
import { titleOf } from '../tasks/titles.js';
import { checkRows } from './check-rows.js';
import type { Checked, CheckedRow } from './checked-row.js';
import { importChanges, newcomers, newPeople } from './import-changes.js';
import { type ImportRow, showImport } from './import-view.js';
import { readTable, rowsAside, type TableRules } from './read-table.js';

/** A table as it was sent. */
export interface Sent {
  readonly bytes: Buffer;
  readonly rules: TableRules;
}

/** Checks a table against the member and keeps it with its plan, for approval. Changes nothing else. */
export async function planImport(em: Transaction, asked: Asked, member: MemberRow, sent: Sent): Promise<Written> {
  const ground = await findGround(em, member);
  const domain = domainOf(ground, sent.rules.domain);
  const table = readTable(sent.bytes, { ...sent.rules, ...(domain && { domain }) });
  const checked = await checkRows(em, ground, table.rows, domain);
  const bad = [...rowsAside(table.bad), ...checked.bad].sort((one, other) => one.row - other.row);
  const plan = await planOf(em, ground, checked.rows);
  // The parsed rows are kept beside the checked ones: an approval checks them again.
  const kept = { people: table.rows, checked: checked.rows, domain, ignored: table.columns.ignored };
  const shown = showPlan(plan, asked.language);
  const written = await findRow<Pick<ImportRow, 'id' | 'created_at'>>(em, insertImport, [
    member.id,
    createHash('sha256').update(sent.bytes).digest(),
    JSON.stringify(kept),
    JSON.stringify(bad),
    JSON.stringify(shown),
    asked.actor,
  ]);
  if (!written) throw new Error('the import was not written');
  const more = { member_id: member.id, rows: kept, bad, plan: shown, approved_at: null, task_id: null };
  const view = showImport({ ...written, ...more }, asked.language);
  if (asked.isDryRun) return { answer: new Answer(200, { isDryRun: true, ...view, plan: view.plan }) };
  return { answer: new Answer(201, view, { location: `/api/v1/imports/${written.id}` }) };
}

const insertImport = `
  insert into people_import (member_id, file_sha256, rows, bad, plan, asked_by) values ($1, $2, $3, $4, $5, $6)
  returning id, created_at
`;

/** Applies the good rows as one task. Approving twice is once; a plan that no longer holds is refused whole. */
export async function approveImport(em: Transaction, asked: Asked, id: string): Promise<Written> {
  const kept = await getImport(em, id, true);
  if (kept.task_id) return { answer: approvedAlready(kept.task_id, kept, asked) };
  const member = await getMember(em, kept.member_id);
  const ground = await findGround(em, member);
  const checked = await checkRows(em, ground, kept.rows.people, kept.rows.domain);
  refuseOutdated(kept.rows.checked, checked);
  const fresh = newcomers(checked.rows);
  const people = newPeople(fresh, await claimUids(em, member.id, fresh), member.language);
  await insertPeople(em, member.id, people);
  const changes = await importChanges(em, ground, checked.rows, people);
  await refuseMailLoops(em, member.id, changes);
  const request = { kind: 'people-import', params: paramsOf(kept, people.length), memberId: member.id } as const;
  const started = await startTask(em, asked, request, changes);
  await rows(em, 'update people_import set approved_at = now(), task_id = $2 where id = $1', [id, started.taskId]);
  return taskAnswer(asked, started, { importId: id, bad: kept.bad.length });
}

/** A kept import; throws `not-found`. */
export async function getImport(em: Transaction, id: string, lock = false): Promise<ImportRow> {
  const text = `select * from people_import where id = $1 ${lock ? 'for update' : ''}`;
  const found = await findRow<ImportRow>(em, text, [id]);
  if (!found) throw notFound(id);
  return found;
}

/** The domain to propose addresses in; none is no problem as long as each row names its address. */
function domainOf(ground: Ground, wanted: DomainName | undefined): DomainName | undefined {
  return wanted === undefined ? onlyDomain(ground) : chooseDomain(wanted, ground);
}

/** The plan of the rows with provisional uids: another member's are out of sight until they are claimed. */
async function planOf(em: Transaction, ground: Ground, checked: readonly CheckedRow[]): Promise<Plan> {
  const taken = new Set<string>();
  const fresh = newcomers(checked);
  const uids = fresh.map((row): Uid => {
    const uid = proposeUid(row.givenName, row.familyName, name => taken.has(name));
    taken.add(uid);
    return uid;
  });
  const people = newPeople(fresh, uids, ground.member.language);
  const { edits } = await importChanges(em, ground, checked, people);
  return previewEdits(em, shapes, edits);
}

/** A row that would give something else, and one that was shown as bad and would now be made, unseen by anybody. */
function refuseOutdated(shown: readonly CheckedRow[], checked: Checked): void {
  const now = new Map(checked.rows.map(row => [row.row, row]));
  const changed = shown.filter(row => {
    const current = now.get(row.row);
    return current?.state !== row.state || current.address !== row.address;
  });
  const seen = new Set(shown.map(row => row.row));
  const outdated = [...changed, ...checked.rows.filter(row => !seen.has(row.row))].sort((one, b) => one.row - b.row);
  if (outdated.length === 0) return;
  const errors = outdated
    .slice(0, 100)
    .map(row => ({ code: 'import-outdated', row: row.row, value: row.address }) as const);
  throw new Problem('import-outdated', { count: outdated.length }, errors);
}

function paramsOf(kept: ImportRow, people: number): { people: number; bad: number; importId: string } {
  return { people, bad: kept.bad.length, importId: kept.id };
}

function approvedAlready(taskId: string, kept: ImportRow, asked: Asked): Answer {
  const params = paramsOf(kept, kept.rows.checked.filter(row => row.state === 'new').length);
  const title = titleOf('people-import', params, asked.language);
  const task = { id: taskId, url: taskUrl(taskId), kind: 'people-import', title };
  const { asOf, counts, sentence } = showImport(kept, asked.language).plan;
  const body = { task, plan: { asOf, counts, sentence }, importId: kept.id, bad: kept.bad.length };
  return new Answer(202, body, { location: taskUrl(taskId) });
}
