import { type ExplainedReading, readingsOf } from '@amie/database';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';

/** Something that is measured on a server. */
export interface SubjectRow {
  readonly id: number;
  readonly serverId: string;
  readonly server: string;
  readonly service: string;
  readonly subject: string;
}

export interface MeterRow {
  readonly name: string;
  readonly unit: string;
  readonly service: string;
}

/** A meter that reads servers; throws `meter-unknown`. */
export async function getMeter(em: Transaction, name: string): Promise<MeterRow> {
  const text = `select name, unit, service from meter where name = $1 and form <> 'event'`;
  const found = await findRow<MeterRow>(em, text, [name]);
  if (found) return found;
  const known = await rows<{ name: string }>(em, `select name from meter where form <> 'event' order by name`);
  throw new Problem('meter-unknown', { value: name, names: known.map(one => one.name) });
}

/** What has that key, on one server (or any) and for one service (or any); throws `subject-unknown`. */
export async function getSubjects(
  em: Transaction,
  { subject, server, service }: { subject: string; server?: string | undefined; service?: string | undefined },
): Promise<SubjectRow[]> {
  const found = await rows<SubjectRow>(em, subjects, [subject, server ?? null, service ?? null]);
  if (found.length === 0) throw new Problem('subject-unknown', { value: subject });
  return found;
}

const subjects = `
  select s.id, s.server_id as "serverId", v.name as server, s.service, s.key as subject
  from subject s join server v on v.id = s.server_id
  where s.key = $1 and ($2::text is null or v.name = $2) and ($3::text is null or s.service = $3)
  order by v.name, s.service
`;

/** All samples and revisions of a subject in a month, oldest first. */
export async function samplesOf(em: Transaction, subject: SubjectRow, meter: string, month: string): Promise<object[]> {
  return (await readingsOf(em, subject.id, meter, month)).map(showSample);
}

const showSample = ({ run: _run, epoch: _epoch, value, observedAt: _at, ...sample }: ExplainedReading): object => ({
  ...sample,
  value: value === null ? null : `${value}`,
});

/** Those of the months from one on whose figures stay as they were closed. */
export async function closedSince(em: Transaction, from: string): Promise<string[]> {
  const text = `select to_char(month, 'YYYY-MM') as month from period
    where state = 'closed' and month >= date_trunc('month', $1::date) order by month`;
  return (await rows<{ month: string }>(em, text, [from])).map(({ month }) => month);
}
