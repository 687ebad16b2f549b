import { type Change, ChangeError, type MonthInputs, pools, type WhatIf, whatIf } from '@amie/allocation';
import type { Language } from '@amie/values';
import { Problem } from '../problems/problem.js';
import { isGauge, meterName, minutesText, poolName } from './meter-words.js';
import type { ChangeQuery } from './share-schemas.js';

/** Reads what would be otherwise: so much more of a meter all month, half-parts all month, or minutes of a pool. */
export function changeOf(query: ChangeQuery, seconds: bigint): Change {
  const { meter, member, add, halfParts, pool, minutes } = query;
  if (meter !== undefined && member !== undefined && add !== undefined) {
    return { kind: 'usage', meter, member, add: isGauge(meter) ? add * seconds : add };
  }
  if (member !== undefined && halfParts !== undefined) {
    return { kind: 'presence', member, add: (BigInt(halfParts) * seconds) / 2n };
  }
  if (pool !== undefined && minutes !== undefined) return { kind: 'minutes', pool, add: BigInt(minutes) };
  throw new Problem('change-unclear');
}

/** What the change would move, for everybody: a shared pool always moves the others too. Throws `change-below-zero`. */
export function tryChange(inputs: MonthInputs, change: Change): WhatIf {
  try {
    return whatIf(inputs, [change]);
  } catch (error) {
    throw error instanceof ChangeError ? new Problem('change-below-zero') : error;
  }
}

export function showWhatIf({ totals, differences, before, after }: WhatIf, change: Change, language: Language): object {
  const shown = [...totals].map(([member, amount]) => ({
    member,
    before: `${before.totals.get(member) ?? 0n}`,
    after: `${after.totals.get(member) ?? 0n}`,
    difference: `${amount}`,
    shown: signed(amount, language),
    pools: Object.fromEntries(
      pools.flatMap(pool => {
        const found = differences.find(one => one.pool === pool && one.member === member);
        return found ? [[pool, `${found.amount}`]] : [];
      }),
    ),
  }));
  return { change: sentenceOf(change, language), note: noteOf(change, language), members: shown };
}

function sentenceOf(change: Change, language: Language): string {
  const say = (french: string, english: string) => (language === 'fr' ? french : english);
  const more = change.add >= 0n ? say('plus', 'more') : say('moins', 'less');
  switch (change.kind) {
    case 'usage':
      return `${change.member}: ${more}, ${meterName(change.meter, language)}`;
    case 'presence':
      return say(`${change.member} : ${more} de parts`, `${change.member}: ${more} parts`);
    case 'minutes':
      return say(
        `${poolName(change.pool, language)} : ${more} de minutes`,
        `${poolName(change.pool, language)}: ${more} minutes`,
      );
  }
}

function noteOf({ kind }: Change, language: Language): string {
  if (kind === 'minutes') {
    return language === 'fr' ? 'Les minutes ajoutées sont portées par tous.' : 'The added minutes are borne by all.';
  }
  return language === 'fr'
    ? 'Une bourse est partagée : ce que l’un porte en plus, les autres le portent en moins.'
    : 'A pool is shared: what one bears more, the others bear less.';
}

/** Minutes with their sign. */
export const signed = (umin: bigint, language: Language): string =>
  `${umin > 0n ? '+' : ''}${minutesText(umin, language)}`;
