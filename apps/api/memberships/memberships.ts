import { endParts, founding, setParts } from '@amie/database';
import type { Language } from '@amie/values';
import { type Flag, showFlag } from '../days/flags.js';
import { plainAnswer } from '../days/plain-answer.js';
import type { Asked } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { historyOf, listMemberships, showMembership, soldFrom } from './membership-rows.js';
import type { PartsWish } from './membership-schemas.js';
import { partsOf } from './parts-text.js';

const offeredHalves = Number(founding.partsOffered) * 2;

/** Who has how many parts at a moment and later, and how many are sold of those on offer. */
export async function membershipsOn(em: Transaction, on: string | null, language: Language): Promise<object> {
  const items = await listMemberships(em, on);
  const sold = await soldFrom(em, on);
  return {
    items: items.map(showMembership),
    sold: partsOf(sold[0]?.halves ?? 0),
    offered: String(founding.partsOffered),
    flags: flagsOf(sold, language),
  };
}

/** A member has so many parts from a moment on. */
export async function giveParts(em: Transaction, asked: Asked, reference: string, wish: PartsWish): Promise<Written> {
  const { parts: halfParts, from, until } = wish;
  if (until !== undefined && !(await isBefore(em, from, until))) throw new Problem('parts-bounds', { from, until });
  const { id, slug } = await getMember(em, reference);
  const isNew = await setParts(em, { memberId: id, halfParts, from, until, by: asked.actor });
  if (isNew) await tell(em, asked, id, { parts: partsOf(halfParts), from, until: until ?? null });
  return shown(em, asked, id, slug);
}

/** A member has no parts from a moment on. */
export async function takeParts(em: Transaction, asked: Asked, reference: string, on: string): Promise<Written> {
  const { id, slug } = await getMember(em, reference);
  if (!(await endParts(em, { memberId: id, from: on, by: asked.actor }))) throw new Problem('parts-none');
  await tell(em, asked, id, { parts: '0', from: on, until: null });
  return shown(em, asked, id, slug);
}

/** What is recorded of the parts of a member, now and before. */
export async function partsHistory(em: Transaction, id: string, slug: string, language: Language): Promise<object> {
  const all = await historyOf(em, id);
  return {
    member: slug,
    items: all.filter(row => row.replaced_at === null).map(showMembership),
    replaced: all.filter(row => row.replaced_at !== null).map(showMembership),
    flags: flagsOf(await soldFrom(em, null), language),
  };
}

function flagsOf(sold: readonly { from: string; halves: number }[], language: Language): object[] {
  return sold
    .filter(({ halves }) => halves > offeredHalves)
    .map(({ from, halves }): Flag => {
      const params = { from, sold: partsOf(halves), offered: String(founding.partsOffered) };
      return { code: 'parts-oversold', params };
    })
    .map(flag => showFlag(flag, language));
}

async function isBefore(em: Transaction, from: string, until: string): Promise<boolean> {
  const text = `select $1::timestamp at time zone amie_zone() < $2::timestamp at time zone amie_zone() as is`;
  return (await rows<{ is: boolean }>(em, text, [from, until]))[0]?.is ?? false;
}

async function shown(em: Transaction, asked: Asked, id: string, slug: string): Promise<Written> {
  const body = await partsHistory(em, id, slug, asked.language);
  return { answer: plainAnswer(asked, 200, body) };
}

async function tell(em: Transaction, asked: Asked, memberId: string, detail: object): Promise<void> {
  const text = `insert into change_log (actor, member_id, action, outcome, detail) values ($1, $2, 'set-parts', 'done', $3)`;
  await rows(em, text, [asked.actor, memberId, JSON.stringify(detail)]);
}
