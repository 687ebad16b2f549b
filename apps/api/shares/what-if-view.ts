import {
  type Change,
  ChangeError,
  type MonthInputs,
  numberText,
  pools,
  rational,
  type WhatIf,
  whatIf,
} from '@amie/allocation';
import type { Language } from '@amie/values';
import { Problem } from '../problems/problem.js';
import { isGauge, keyUnit, meterName, minutesText, poolName, wholeText } from './meter-words.js';
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

/** `seconds`: of the month. */
export function showWhatIf(
  { totals, differences, before, after }: WhatIf,
  change: Change,
  seconds: bigint,
  language: Language,
): object {
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
  return { change: sentenceOf(change, seconds, language), note: noteOf(change, language), members: shown };
}

/** Who, what, and how many more with its sign: « la-recre : boîtes mail, +1 ». */
function sentenceOf(change: Change, seconds: bigint, language: Language): string {
  const say = (who: string, what: string) => (language === 'fr' ? `${who} : ${what}` : `${who}: ${what}`);
  const { add } = change;
  const sign = add > 0n ? '+' : '';
  switch (change.kind) {
    case 'usage': {
      const { meter, member } = change;
      const unit = isKib(meter) ? ` ${keyUnit(meter, language).replace('·s', '')}` : '';
      const count = wholeText(isGauge(meter) ? add / seconds : add, language);
      return say(member, `${meterName(meter, language)}, ${sign}${count}${unit}`);
    }
    case 'presence':
      return say(
        change.member,
        `parts, ${sign}${numberText(rational(add, seconds), add % seconds === 0n ? 0 : 1, language)}`,
      );
    case 'minutes':
      return say(poolName(change.pool, language), `${sign}${wholeText(add, language)} min`);
  }
}

const isKib = (meter: string): boolean => keyUnit(meter, 'en') === 'KiB·s';

function noteOf({ kind }: Change, language: Language): string {
  if (kind === 'minutes') {
    return language === 'fr' ? 'Les minutes ajoutées sont portées par tous.' : 'The added minutes are borne by all.';
  }
  return language === 'fr'
    ? 'Un poste est partagé : ce que l’un porte en plus, les autres le portent en moins.'
    : 'A pool is shared: what one bears more, the others bear less.';
}

/** Minutes with their sign. */
export const signed = (umin: bigint, language: Language): string =>
  `${umin > 0n ? '+' : ''}${minutesText(umin, language)}`;
