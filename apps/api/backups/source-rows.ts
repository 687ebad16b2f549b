import { rows, type Transaction } from '../http/scope.js';

/** How one source of one repository stands, as the database knows it; without a repository, nothing of it is backed up. */
export interface SourceRow {
  readonly repositoryId: string | null;
  readonly repository: string | null;
  readonly memberId: string;
  readonly slug: string;
  readonly name: string;
  readonly publicKey: string | null;
  readonly sealed: string | null;
  readonly lastSucceededAt: Date | null;
  readonly lastProvenAt: Date | null;
  readonly isOverdue: boolean;
  readonly isRunning: boolean;
  /** Whether an evening or more went by, when the backup server was last looked at, without its own copy. */
  readonly isKeptLate: boolean | null;
  readonly result: {
    readonly usedKib?: unknown;
    readonly newBytes?: unknown;
    readonly missing?: unknown;
  } | null;
  readonly problem: { readonly code: string; readonly detail: string } | null;
}

// The evening's copy is made once a day while the repository is in use, six hours of patience included. What was just
// edited may have come back from being closed: there was no copy then.
const isKeptLate = `r.observed->'facts' ? 'keptOn' and l.inspected_at - interval '54 hours'
  > greatest((r.observed->'facts'->>'keptOn')::timestamptz, r.observed_at)`;

// A source with nothing of the member's on it owes no backup. What failed counts until something succeeds after it. A
// drill that found nothing to compare proves nothing.
const sources = `
  select r.id as "repositoryId", r.spec->>'name' as repository, m.id as "memberId", m.slug, source.name,
    fact.public_key as "publicKey", fact.sealed, run.ended_at as "lastSucceededAt", drill.ended_at as "lastProvenAt",
    coalesce(run.started_at, r.created_at) < clock_timestamp() - interval '26 hours' and exists (
      select from server host join resource hosted on hosted.server_id = host.id
      where host.name = source.name and hosted.member_id = r.member_id and hosted.presence = 'present'
        and hosted.kind in ('mailbox', 'site', 'site-database')) as "isOverdue",
    exists (select from backup_job j where j.repository_id = r.id and j.source = source.name
      and j.state in ('due', 'started')) as "isRunning",
    ${isKeptLate} as "isKeptLate", run.result, trouble.problem
  from resource r join member m on m.id = r.member_id join lane l on l.service = r.service and l.server_id = r.server_id
  cross join lateral (select one->>'server' as name from jsonb_array_elements(r.spec->'sources') as s(one)) source
  left join backup_source fact on fact.repository_id = r.id and fact.source = source.name
  left join lateral (
    select j.started_at, j.ended_at, j.result from backup_job j where j.repository_id = r.id
      and j.source = source.name and j.kind = 'run' and j.state = 'succeeded' order by j.created_at desc limit 1
  ) run on true
  left join lateral (
    select j.ended_at from backup_job j where j.repository_id = r.id and j.source = source.name and j.kind = 'drill'
      and j.state = 'succeeded' and jsonb_path_exists(j.result, '$.sampled ? (@ > 0)') order by j.created_at desc limit 1
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

// What a server hosts of a member and no repository in use has for a source: the member has none, or it is closed, or a
// machine of its own bears the server's name.
const uncovered = `
  select null::uuid, null, m.id, m.slug, host.name, null, null, null::timestamptz, null::timestamptz,
    min(hosted.created_at) < clock_timestamp() - interval '26 hours', false, false, null::jsonb,
    '{"code":"backup-none","detail":""}'::jsonb
  from resource hosted join member m on m.id = hosted.member_id join server host on host.id = hosted.server_id
  where hosted.presence = 'present' and hosted.kind in ('mailbox', 'site', 'site-database') and not exists (
    select from resource r where r.member_id = m.id and r.kind = 'repository' and r.presence = 'present'
      and r.spec->'sources' @> jsonb_build_array(jsonb_build_object('server', host.name)))
  group by m.id, m.slug, host.name
`;

/** All that is backed up, or should be, of the members in reach, by member and server. */
export function listSources(
  em: Transaction,
  memberId: string | undefined,
  after: string | undefined,
  limit: number,
): Promise<readonly (SourceRow & { readonly place: string })[]> {
  const text = `select * from (select *, slug || ' ' || name as place from (${sources} union all ${uncovered}) all_of) placed
    where ($1::uuid is null or "memberId" = $1) and ($2::text is null or place > $2) order by place limit $3`;
  return rows(em, text, [memberId ?? null, after ?? null, limit + 1]);
}

/** Those of one repository. */
export const sourcesOf = (em: Transaction, repositoryId: string): Promise<SourceRow[]> =>
  rows<SourceRow>(em, `select * from (${sources}) s where s."repositoryId" = $1 order by name`, [repositoryId]);
