import { dueReadings, findNight, inRows, lastNights, monthCoverage, type Night } from '@amie/database';
import { rows, type Transaction } from '../http/scope.js';
import { notFound } from '../problems/problem.js';

/** The service of a server, with the last run of it. */
interface SourceRow {
  readonly service: string;
  readonly serverId: string;
  readonly name: string;
  readonly last: object | null;
}

const shownNights = 20;

/** How the readings of a month (the one that runs now, unless told) stand. */
export async function showNights(em: Transaction, asked?: string): Promise<object> {
  const [now] = await rows<{ month: string }>(em, currentMonth);
  const month = asked ?? now?.month ?? '';
  const sources = await rows<SourceRow>(em, lastRuns);
  const names = new Map(sources.map(({ serverId, name }) => [serverId, name]));
  const at = (id: string) => ({ id, name: names.get(id) ?? id });
  const nights = await lastNights(em, shownNights);
  const due = await dueReadings(em);
  const { gaps, meters } = await monthCoverage(em, month);
  return {
    nights: nights.map(night => showNight(night, at)),
    sources: sources.map(({ service, serverId, last }) => ({ service, server: at(serverId), last })),
    due: due
      .filter(({ isOver }) => !isOver)
      .map(({ service, serverId, usageDay, slot, attempt }) => ({
        service,
        server: at(serverId),
        day: usageDay,
        slot,
        attempt,
      })),
    month,
    gaps: inRows(gaps).map(({ service, serverId, day, to, state }) => ({
      service,
      server: at(serverId),
      day,
      to,
      state,
    })),
    coverage: meters,
  };
}

/** One night, for whoever waits for it. */
export async function getNight(em: Transaction, id: number): Promise<object> {
  const night = await findNight(em, id);
  if (!night) throw notFound(`${id}`);
  const names = new Map((await rows<SourceRow>(em, serverNames)).map(({ serverId, name }) => [serverId, name]));
  return showNight(night, server => ({ id: server, name: names.get(server) ?? server }));
}

const serverNames = `select id as "serverId", name from server`;

export function showNight({ outcome, ...night }: Night, at: (id: string) => object): object {
  const failures = outcome?.failures.map(({ service, serverId, code }) => ({ service, server: at(serverId), code }));
  return { ...night, outcome: outcome && { ...outcome, failures } };
}

const currentMonth = `select to_char(clock_timestamp() at time zone amie_zone(), 'YYYY-MM') as month`;

const lastRuns = `
  select l.service, l.server_id as "serverId", s.name, (
    select jsonb_build_object('day', r.usage_day, 'slot', r.slot, 'attempt', r.attempt, 'state', r.state,
      'startedAt', to_char(r.started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'endedAt', to_char(r.ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'expected', r.expected, 'got', r.got, 'error', r.error)
    from meter_run r where r.server_id = l.server_id and r.service = l.service order by r.id desc limit 1) as last
  from lane l join server s on s.id = l.server_id order by s.name, l.service
`;
