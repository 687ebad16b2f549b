import type { RepositorySpec } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { textOf } from '../problems/render.js';
import type { ResourceRow } from '../resources/resource-rows.js';

/** How one source of one repository stands, as the database knows it. */
interface SourceRow {
  readonly repositoryId: string;
  readonly repository: string;
  readonly memberId: string;
  readonly slug: string;
  readonly name: string;
  readonly publicKey: string | null;
  readonly sealed: string | null;
  readonly lastSucceededAt: Date | null;
  readonly lastProvenAt: Date | null;
  readonly isOverdue: boolean;
  readonly isRunning: boolean;
  readonly result: { readonly usedKib?: unknown; readonly newBytes?: unknown } | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}

// A source with nothing of the member's on it owes no backup. What failed counts until something succeeds after it.
const sources = `
  select r.id as "repositoryId", r.spec->>'name' as repository, m.id as "memberId", m.slug, source.name,
    fact.public_key as "publicKey", fact.sealed, run.ended_at as "lastSucceededAt", drill.ended_at as "lastProvenAt",
    coalesce(run.started_at, r.created_at) < clock_timestamp() - interval '26 hours' and exists (
      select from server host join resource hosted on hosted.server_id = host.id
      where host.name = source.name and hosted.member_id = r.member_id and hosted.presence = 'present'
        and hosted.kind in ('mailbox', 'site', 'site-database')) as "isOverdue",
    exists (select from backup_job j where j.repository_id = r.id and j.source = source.name
      and j.state in ('due', 'started')) as "isRunning",
    run.result, trouble.problem
  from resource r join member m on m.id = r.member_id
  cross join lateral (select one->>'server' as name from jsonb_array_elements(r.spec->'sources') as s(one)) source
  left join backup_source fact on fact.repository_id = r.id and fact.source = source.name
  left join lateral (
    select j.started_at, j.ended_at, j.result from backup_job j where j.repository_id = r.id
      and j.source = source.name and j.kind = 'run' and j.state = 'succeeded' order by j.created_at desc limit 1
  ) run on true
  left join lateral (
    select j.ended_at from backup_job j where j.repository_id = r.id
      and j.source = source.name and j.kind = 'drill' and j.state = 'succeeded' order by j.created_at desc limit 1
  ) drill on true
  left join lateral (
    select j.problem from backup_job j where j.repository_id = r.id and j.source = source.name
      and j.kind <> 'restore' and j.problem is not null and j.state <> 'succeeded'
      and not exists (select from backup_job later where later.repository_id = r.id and later.source = j.source
        and later.kind = j.kind and later.state = 'succeeded' and later.created_at > j.created_at)
    order by j.created_at desc limit 1
  ) trouble on true
  where r.kind = 'repository' and r.presence = 'present'
`;

/** The sources of the repositories in reach, those that are overdue first. */
export async function listSources(
  em: Transaction,
  memberId: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<readonly (SourceRow & { readonly place: string })[]> {
  const text = `select * from (select all_of.*, slug || ' ' || name as place from (${sources}) all_of) placed
    where ($1::uuid is null or "memberId" = $1) and ($2::text is null or place > $2) order by place limit $3`;
  return rows(em, text, [memberId ?? null, after ?? null, limit + 1]);
}

export function showStatus(row: SourceRow, language: Language): object {
  const { publicKey: _key, sealed: _sealed, ...shown } = showSource(row, language);
  const repository = { id: row.repositoryId, name: row.repository };
  return { repository, member: { id: row.memberId, slug: row.slug }, ...shown };
}

function showSource(row: SourceRow, language: Language) {
  const { name, publicKey, sealed, lastSucceededAt, lastProvenAt, isOverdue, isRunning, result } = row;
  const problem = row.problem ?? (isOverdue ? { code: 'backup-overdue', detail: '' } : null);
  const bytes = numberOf(result?.newBytes);
  return {
    ...{ name, publicKey, sealed, lastSucceededAt, lastProvenAt, isOverdue, isRunning },
    usedKib: numberOf(result?.usedKib),
    grownKib: bytes === null ? null : Math.round(bytes / 1024),
    problem: problem && { ...textOf(problem.code, language), code: problem.code, detail: problem.detail },
  };
}

// What a source told of its run was kept as it came.
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
  const { name, limitKib, escrowKey, machines } = spec;
  const found = await rows<SourceRow>(em, `select * from (${sources}) s where s."repositoryId" = $1 order by name`, [
    id,
  ]);
  const text = `select d.asked_by as "askedBy", d.asked_at as "askedAt", d.approved_by as "approvedBy",
    r.purge_after as "purgedAfter" from repository_deletion d join resource r on r.id = d.resource_id where r.id = $1`;
  const deletion = (await findRow<DeletionRow>(em, text, [id])) ?? null;
  return { name, limitKib, escrowKey, sources: found.map(row => showSource(row, language)), machines, deletion };
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
