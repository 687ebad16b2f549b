import type { RepositorySpec } from '@amie/services/resources';
import { type Language, printable } from '@amie/values';
import type { Asked } from '../http/asked.js';
import { findRow, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { nounOf } from '../plans/plan-sentence.js';
import type { PlanView } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { startWork } from './backup-work.js';
import type { NewRestore } from './repository-schemas.js';

/** One thing of one archive, with how much of it is there. */
interface Kept {
  readonly source: string;
  readonly archive: string;
  readonly at: Date;
  readonly thing: { readonly kind: string; readonly login?: string; readonly name?: string };
  readonly files: number;
  readonly bytes: number;
}

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
  if (body.into === 'in-place' && thing.kind === 'site-database') throw new Problem('in-place-not-offered');
  const ask = { archive, thing, part: body.part ?? null, into: body.into };
  return startWork(em, asked, row, {
    kind: 'backup-restore',
    name: nameOf(kept),
    work: [{ kind: 'restore', source, ask }],
    plan: restorePlan(kept, body, row.spec.slug, asked.language, timezone),
  });
}

const nameOf = ({ thing }: Kept): string => thing.login ?? thing.name ?? '';

// A mailbox is found by the address it has now, or had in the archive: its store never changes its name.
const candidates = `
  select a.source, a.archive, a.at, (t.one->>'files')::float8 as files, (t.one->>'bytes')::float8 as bytes,
    case when now_is.address is null then t.one->'thing'
      else jsonb_set(t.one->'thing', '{login}', to_jsonb(now_is.address)) end as thing
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

function restorePlan(kept: Kept, body: NewRestore, slug: string, language: Language, timezone: string): PlanView {
  const { thing, at } = kept;
  const isFrench = language === 'fr';
  const when = new Intl.DateTimeFormat(isFrench ? 'fr-FR' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: timezone,
  }).format(at);
  const part = body.part === undefined ? '' : ` / ${printable(body.part)}`;
  const what = `${nounOf(thing.kind, language)} ${printable(nameOf(kept))}${part}`;
  const size = body.part === undefined ? ` (${sizeOf(kept, language)})` : '';
  const sentence = isFrench ? `${what} du ${when}${size}` : `${what} of ${when}${size}`;
  const text = `${body.into === 'beside' ? '+' : '~'} ${sentence}\n    ${effect(body.into, thing.kind, isFrench)}\n`;
  const change = { action: 'restore', kind: thing.kind, key: `${thing.kind}/${slug}/${nameOf(kept)}` } as const;
  return {
    asOf: null,
    counts: { [thing.kind]: { restore: 1 } },
    sentence,
    changes: [{ ...change, fields: [] }],
    text,
  };
}

function effect(into: NewRestore['into'], kind: string, isFrench: boolean): string {
  if (into === 'beside')
    return isFrench ? 'à côté : rien de présent n’est remplacé' : 'beside: nothing there is replaced';
  const place = kind === 'mailbox' ? (isFrench ? 'un dossier' : 'a folder') : isFrench ? 'une copie' : 'a copy';
  return isFrench
    ? `en place : remplace ce qui s’y trouve, gardé dans ${place} à côté`
    : `in place: replaces what is there, which is kept in ${place} beside it`;
}

function sizeOf({ files, bytes, thing }: Kept, language: Language): string {
  const count = files.toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB');
  const isFrench = language === 'fr';
  const many = thing.kind === 'mailbox' ? 'messages' : isFrench ? 'fichiers' : 'files';
  const size = Math.max(1, Math.round(bytes / 1_048_576));
  return isFrench ? `${count} ${many}, ${size} Mo` : `${count} ${many}, ${size} MB`;
}
