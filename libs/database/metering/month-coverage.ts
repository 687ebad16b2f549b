import type { EntityManager } from 'typeorm';
import { rows } from '../statement.js';
import { foldMonth } from './fold-month.js';
import { frameOf } from './fold-frame.js';
import type { MeterCoverage, MonthUsage, SourceGap } from './words.js';

/**
 * How good the readings of a month are, by meter, and the days of servers that lack a night that ended well. `folded`
 * spares a fold when it is at hand.
 */
export async function monthCoverage(
  em: EntityManager,
  month: string,
  cutoff?: string,
  folded?: MonthUsage,
): Promise<{ readonly meters: readonly MeterCoverage[]; readonly gaps: readonly SourceGap[] }> {
  const usage = folded ?? (await foldMonth(em, month, cutoff));
  return { meters: coverageOf(usage), gaps: await gapsOf(em, month, usage.cutoff) };
}

/** Days of all subjects of each meter that were observed, estimated and unknown. */
export function coverageOf({ lines }: MonthUsage): MeterCoverage[] {
  const meters = new Map<string, MeterCoverage>();
  for (const { meter, observed, estimated, unknown } of lines) {
    const sum = meters.get(meter) ?? { meter, observed: 0, estimated: 0, unknown: 0 };
    meters.set(meter, {
      meter,
      observed: sum.observed + observed,
      estimated: sum.estimated + estimated,
      unknown: sum.unknown + unknown,
    });
  }
  return [...meters.values()];
}

/** Days of a month on which a source had no night that ended well, though it was there and metered. */
export async function gapsOf(em: EntityManager, month: string, cutoff?: string): Promise<SourceGap[]> {
  const frame = await frameOf(em, month, cutoff);
  return rows<SourceGap>(em, gaps, [frame.first, frame.last, frame.cutoff]);
}

/** Days of one server that follow each other and are missing for the same reason, as one: nine nights are one story. */
export function inRows(gaps: readonly SourceGap[]): (SourceGap & { readonly to: string })[] {
  const found: (SourceGap & { to: string })[] = [];
  const open = new Map<string, SourceGap & { to: string }>();
  for (const gap of gaps.toSorted((one, other) => (one.day < other.day ? -1 : 1))) {
    const source = `${gap.serverId}/${gap.service}/${gap.state}`;
    const row = open.get(source);
    if (row && dayAfter(row.to) === gap.day) row.to = gap.day;
    else {
      const begun = { ...gap, to: gap.day };
      open.set(source, begun);
      found.push(begun);
    }
  }
  return found;
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

// A source counts from its first reading on, or from when its server took up the service: whichever came first.
const gaps = `
  with source as (
    select l.server_id, l.service, least(
      (greatest(l.created_at, m.since) at time zone amie_zone())::date,
      (select min(usage_day) from meter_run r where (r.server_id, r.service) = (l.server_id, l.service))) as since
    from lane l join (select service, min(added_at) as since from meter where form <> 'event' group by 1) m on m.service = l.service
  ), day as (
    select s.server_id, s.service, d::date as day
    from source s cross join generate_series($1::date, $2::date, interval '1 day') as d where d::date >= s.since
  )
  select d.server_id as "serverId", d.service, d.day::text,
    coalesce((select case when bool_or(r.state = 'absent') then 'absent' when bool_or(r.state = 'failed') then 'failed' end
      from meter_run r where (r.server_id, r.service, r.usage_day, r.slot) = (d.server_id, d.service, d.day, 0)
        and r.ended_at <= $3::timestamptz), 'missing') as state
  from day d
  where not exists (select from meter_run r where (r.server_id, r.service, r.usage_day) = (d.server_id, d.service, d.day)
    and r.state in ('done', 'suspect') and r.ended_at <= $3::timestamptz and r.slot = 0)
  order by d.day, d.service, d.server_id
`;
