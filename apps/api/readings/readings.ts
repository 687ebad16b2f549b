import { correctReading, giveSubjects, NoReadingError, periodOf } from '@amie/database';
import { plainAnswer } from '../days/plain-answer.js';
import type { Answer } from '../http/answer.js';
import type { Asked } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { findRow, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { closedSince, getMeter, getSubjects, samplesOf } from './reading-rows.js';
import type { NewCorrection, OwnerChange, ReadingsQuery } from './reading-schemas.js';

/** What was read of a subject in a month, wherever it stands. */
export async function showReadings(em: Transaction, query: ReadingsQuery): Promise<object> {
  const meter = await getMeter(em, query.meter);
  const items: object[] = [];
  for (const one of await getSubjects(em, { ...query, service: meter.service })) {
    const { server, service, subject } = one;
    const samples = await samplesOf(em, one, meter.name, query.month);
    items.push({ server, service, subject, meter: meter.name, unit: meter.unit, samples });
  }
  return { month: query.month, items };
}

/** A named person's value takes the place of one reading; what was read stays beside it. */
export async function correct(em: Transaction, asked: Asked, body: NewCorrection): Promise<Answer> {
  const { name, unit, service } = await getMeter(em, body.meter);
  const [subject] = await getSubjects(em, { ...body, service });
  if (!subject) throw new Problem('subject-unknown', { value: body.subject });
  const { day, slot, reason } = body;
  const value = body.value === 'absent' ? ('absent' as const) : BigInt(body.value);
  try {
    await correctReading(em, { subjectId: subject.id, meter: name, day, slot, value, reason, author: asked.actor });
  } catch (error) {
    throw error instanceof NoReadingError ? new Problem('reading-missing', { day, meter: name }) : error;
  }
  const month = day.slice(0, 7);
  const samples = (await samplesOf(em, subject, name, month)).filter(one => (one as { day: string }).day === day);
  return plainAnswer(asked, 201, {
    server: subject.server,
    service,
    subject: subject.subject,
    meter: name,
    unit,
    month,
    isMonthClosed: (await periodOf(em, month)).state === 'closed',
    samples,
  });
}

/** What is measured is another member's from a moment on, for good; what was known before is kept. */
export async function give(em: Transaction, asked: Asked, body: OwnerChange): Promise<Answer> {
  const member = await getMember(em, body.member);
  const found = await getSubjects(em, body);
  const at = await findRow<{ at: Date; day: string }>(em, momentAt, [body.from]);
  if (!at) throw new Error('a moment has no time');
  const given = found.map(({ serverId, service, subject }) => ({ serverId, service, key: subject }));
  await giveSubjects(em, given, member.slug, at.at);
  return plainAnswer(asked, 201, {
    items: found.map(({ server, service, subject }) => ({ server, service, subject })),
    member: member.slug,
    from: body.from,
    closedMonths: await closedSince(em, at.day),
  });
}

// As the members' clocks say it.
const momentAt = `select $1::timestamp at time zone amie_zone() as at, $1::timestamp::date::text as day`;
