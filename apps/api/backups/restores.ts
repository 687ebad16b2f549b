import type { RepositorySpec } from '@amie/services/resources';
import { printable } from '@amie/values';
import type { Asked } from '../http/asked.js';
import { findRow, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { startWork } from './backup-work.js';
import type { NewRestore } from './repository-schemas.js';
import { type Kept, nameOf, restorePlan } from './restore-plan.js';

/** Starts a restore from the newest archive of the day asked for that holds the thing; its plan says what it replaces. */
export async function restore(
  em: Transaction,
  asked: Asked,
  row: ResourceRow<RepositorySpec>,
  body: NewRestore,
  timezone: string,
): Promise<Written> {
  const kept = await findKept(em, row, body, timezone);
  const { source, archive, thing } = kept;
  if (body.part !== undefined && thing.kind === 'site-database') throw new Problem('part-not-offered');
  if (!kept.isInUse) throw new Problem('backup-thing-aside');
  const ask = { archive, thing, part: body.part ?? null, into: body.into };
  return startWork(em, asked, row, {
    kind: 'backup-restore',
    name: nameOf(kept),
    work: [{ kind: 'restore', source, ask }],
    plan: restorePlan(kept, body, row.spec.slug, asked.language, timezone),
  });
}

// A mailbox is found by the address it has now, or had in the archive: its store never changes its name.
const candidates = `
  select a.source, a.archive, a.at, (t.one->>'files')::float8 as files, (t.one->>'bytes')::float8 as bytes,
    t.one->'places' as places, (t.one->>'placeCount')::float8 as "placeCount",
    case when now_is.address is null then t.one->'thing'
      else jsonb_set(t.one->'thing', '{login}', to_jsonb(now_is.address)) end as thing,
    now_is.address is not null or t.one->'thing'->>'kind' <> 'mailbox' as "isInUse"
  from backup_archive a
  cross join lateral jsonb_array_elements(a.things) as t(one)
  left join lateral (
    select r.spec->>'address' as address from resource r
    where r.member_id = $2 and r.kind = 'mailbox' and r.presence = 'present'
      and t.one->'thing'->>'kind' = 'mailbox' and r.spec->>'store' = t.one->'thing'->>'store' limit 1
  ) now_is on true
  where a.repository_id = $1 and (
    $3 in (now_is.address, t.one->'thing'->>'login', t.one->'thing'->>'name') or exists (
      select from resource site where site.member_id = $2 and site.kind = 'site'
        and site.spec->'domains' ? $3 and site.spec->>'name' = t.one->'thing'->>'name'))
`;

async function findKept(
  em: Transaction,
  row: ResourceRow<RepositorySpec>,
  { what, at }: NewRestore,
  timezone: string,
): Promise<Kept> {
  const isDay = at !== undefined && /^\d{4}-\d\d-\d\d$/.test(at);
  const when = isDay
    ? `at < ($4::date + 1)::timestamp at time zone $5`
    : `$4::text is null and $5 <> '' or archive = $4`;
  const text = `select * from (${candidates}) found where ${when} order by at desc limit 1`;
  const found = await findRow<Kept>(em, text, [row.id, row.member_id, what.toLowerCase(), at ?? null, timezone]);
  if (found) return found;
  const any = `select 1 as found from backup_archive where repository_id = $1 limit 1`;
  if (!(await findRow(em, any, [row.id]))) throw new Problem('archive-unknown', { value: at ?? '' });
  throw new Problem('thing-unknown', { value: printable(what) });
}
