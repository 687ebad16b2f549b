import type { RepositoryFacts, RepositorySpec } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { z } from 'zod';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { ProblemCode } from '../problems/catalogue.js';
import { textOf } from '../problems/render.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { type SourceRow, sourcesOf } from './source-rows.js';

export function showStatus(row: SourceRow, language: Language): object {
  const { publicKey: _key, sealed: _sealed, ...shown } = showSource(row, language);
  const repository = row.repositoryId && { id: row.repositoryId, name: row.repository };
  return { repository, member: { id: row.memberId, slug: row.slug }, ...shown };
}

function showSource(row: SourceRow, language: Language) {
  const { name, publicKey, sealed, lastSucceededAt, lastProvenAt, isOverdue, isRunning, result } = row;
  const problem = problemOf(row);
  const bytes = numberOf(result?.newBytes);
  return {
    ...{ name, publicKey, sealed, lastSucceededAt, lastProvenAt, isOverdue, isRunning },
    usedKib: numberOf(result?.usedKib),
    grownKib: bytes === null ? null : Math.round(bytes / 1024),
    problem: problem && { ...textOf(problem.code, language), code: problem.code, detail: problem.detail },
  };
}

/** What is wrong, the worst first: what failed, what is late, what the last run did not find, and then its evening's copy. */
function problemOf({ problem, isOverdue, isKeptLate, result }: SourceRow): SourceRow['problem'] {
  if (problem) return problem;
  if (isOverdue) return told('backup-overdue');
  const missing = namesIn(result?.missing);
  if (missing.length > 0) return told('backup-things-missing', missing.join(', '));
  return isKeptLate ? told('backup-evening-missing') : null;
}

const told = (code: ProblemCode, detail = '') => ({ code, detail });

// What a source told of its run was kept as it came.
const missingThings = z.array(z.looseObject({ login: z.string().optional(), name: z.string().optional() }));

function namesIn(value: unknown): readonly string[] {
  const { data: things = [] } = missingThings.safeParse(value);
  return things.map(({ login, name }) => login ?? name ?? '');
}

const numberOf = (value: unknown): number | null => (typeof value === 'number' && value >= 0 ? value : null);

interface DeletionRow {
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly approvedBy: string | null;
  readonly purgedAfter: Date | null;
}

/** What a repository shows of its own. */
export async function showRepository(
  em: Transaction,
  { id, spec }: ResourceRow<RepositorySpec>,
  language: Language,
): Promise<object> {
  const { name, limitKib, escrowKey } = spec;
  const sources = (await sourcesOf(em, id)).map(row => showSource(row, language));
  const seen = await seenOf(em, id);
  const machines = spec.machines.map(machine => ({ ...machine, ...machineOf(machine.label, seen) }));
  const text = `select d.asked_by as "askedBy", d.asked_at as "askedAt", d.approved_by as "approvedBy",
    r.purge_after as "purgedAfter" from repository_deletion d join resource r on r.id = d.resource_id where r.id = $1`;
  const deletion = (await findRow<DeletionRow>(em, text, [id])) ?? null;
  const { usedKib = null, keptOn = null } = seen.facts ?? {};
  return { name, limitKib, usedKib, keptOn, seenAt: seen.at, escrowKey, sources, machines, deletion };
}

/** What its server told of a repository when it was last looked at. */
interface Seen {
  readonly at: Date | null;
  readonly facts: RepositoryFacts | null;
}

async function seenOf(em: Transaction, id: string): Promise<Seen> {
  const text = `select greatest(l.inspected_at, r.observed_at) as at, r.observed->'facts' as facts
    from resource r join lane l on l.service = r.service and l.server_id = r.server_id where r.id = $1`;
  return (await findRow<Seen>(em, text, [id])) ?? { at: null, facts: null };
}

/** Nobody promised when a machine of the member's own pushes, so it is never late: when it last did is told. */
function machineOf(label: string, { facts }: Seen) {
  const found = facts?.machines.find(machine => machine.label === label);
  return { usedKib: found?.usedKib ?? null, writtenAt: found?.writtenAt ?? null };
}

export interface ArchiveRow {
  readonly source: string;
  readonly archive: string;
  readonly at: Date;
  readonly things: readonly {
    readonly thing: Record<string, string>;
    readonly files: number;
    readonly bytes: number;
  }[];
}

/** Archives of a repository, newest first. */
export function listArchives(
  em: Transaction,
  id: string,
  after: readonly (string | number)[] | undefined,
  limit: number,
): Promise<ArchiveRow[]> {
  const [at = null, source = null] = after ?? [];
  const text = `select source, archive, at, things from backup_archive where repository_id = $1
    and ($2::timestamptz is null or (at, source) < ($2::timestamptz, $3)) order by at desc, source desc limit $4`;
  return rows<ArchiveRow>(em, text, [id, at, source, limit + 1]);
}

export function showArchive({ source, archive, at, things }: ArchiveRow): object {
  const shown = things.map(({ thing, files, bytes }) => ({
    kind: thing.kind,
    name: thing.login ?? thing.name ?? '',
    files,
    bytes,
  }));
  return { source, archive, at, things: shown };
}
