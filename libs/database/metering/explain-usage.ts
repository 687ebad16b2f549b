import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { house, type ExplainedReading, type Owner } from './words.js';

/** A subject's part of a month's usage, as last kept by `keepMonth`. */
export interface SubjectUsage {
  readonly subjectId: number;
  readonly key: string;
  readonly server: string;
  readonly service: string;
  readonly amount: bigint;
  readonly observed: number;
  readonly estimated: number;
  readonly unknown: number;
}

/** What an owner's figure of a meter in a month is made of: its subjects. */
export async function subjectsOf(
  em: EntityManager,
  month: string,
  meter: string,
  owner: Owner,
): Promise<SubjectUsage[]> {
  const values = [`${month}-01`, meter, owner === house ? null : owner];
  const found = await rows<Omit<SubjectUsage, 'amount'> & { amount: string }>(em, subjects, values);
  return found.map(one => ({ ...one, amount: BigInt(one.amount) }));
}

/** Every reading of a subject in a month, all revisions, each with the run that brought it; sorted by day, slot, revision. */
export function readingsOf(
  em: EntityManager,
  subjectId: number,
  meter: string,
  month: string,
  cutoff?: string,
): Promise<ExplainedReading[]> {
  return rows<ExplainedReading>(em, readings, [subjectId, meter, `${month}-01`, cutoff ?? null]);
}

const subjects = `
  select s.id as "subjectId", s.key, v.name as server, s.service, u.amount::text, u.days_observed as observed,
    u.days_estimated as estimated, u.days_unknown as unknown
  from usage_month u join subject s on s.id = u.subject_id join server v on v.id = s.server_id
  where u.month = $1::date and u.meter_id = (select id from meter where name = $2)
    and u.member_id is not distinct from (select id from member where slug = $3)
  order by s.key collate "C", s.id
`;

const readings = `
  with shown as (
    select r.*, row_number() over (partition by usage_day, slot order by revision desc) = 1 as is_current
    from reading r
    where subject_id = $1 and meter_id = (select id from meter where name = $2)
      and usage_day >= $3::date and usage_day < $3::date + interval '1 month'
      and ($4::timestamptz is null or recorded_at <= $4::timestamptz)
  )
  select s.usage_day::text as day, s.slot, s.revision, s.quality, s.value, s.epoch, s.is_current as "isCurrent",
    s.observed_at as "observedAt", s.recorded_at as "recordedAt", s.reason, s.author,
    case when r.id is not null then jsonb_build_object('id', r.id, 'attempt', r.attempt, 'state', r.state,
      'command', r.command, 'toolVersion', r.tool_version, 'rawSha256', r.raw_sha256, 'error', r.error) end as run
  from shown s left join meter_run r on r.id = s.run_id
  order by s.usage_day, s.slot, s.revision
`;
