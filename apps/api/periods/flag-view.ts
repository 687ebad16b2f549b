import type { Flag } from '@amie/allocation';
import type { Language } from '@amie/values';
import { meterName, poolName } from '../shares/meter-words.js';

type Words = readonly [french: string, english: string];

// `{pool}`, `{meter}`, `{member}` and `{note}` are of the flag.
const words: Readonly<Record<string, Words>> = {
  'nobody-has-parts': ['personne n’a de part ce mois-ci', 'nobody has a part this month'],
  'no-subscriber': ['{pool} : personne ne s’en sert, partagé entre tous', '{pool}: nobody uses it, shared by all'],
  'unused-driver': [
    '{pool} : personne n’a utilisé {meter}, réparti selon les parts',
    '{pool}: nobody used {meter}, shared by parts',
  ],
  capped: [
    '{pool} : {member} atteint le plafond, le reste est porté par les autres',
    '{pool}: {member} reached the cap, the others bear the rest',
  ],
  'left-behind': [
    '{meter} : {member} n’a plus de part, ce qu’il laisse est porté par tous',
    '{meter}: {member} has no part any more, what it left is borne by all',
  ],
  'use-without-parts': ['{meter} : {member} s’en sert sans avoir de part', '{meter}: {member} uses it without a part'],
  'lower-recount': [
    '{meter} : un recomptage donne moins, le premier compte est gardé ({note})',
    '{meter}: a recount gives less, the first count stays ({note})',
  ],
  'skewed-clock': ['l’horloge d’un serveur était fausse ({note})', 'the clock of a server was wrong ({note})'],
  residue: [
    '{meter} : la somme ne fait pas le total du disque ({note})',
    '{meter}: the sum is not the total of the disk ({note})',
  ],
  'unknown-owner': ['à personne de connu, porté par tous ({note})', 'nobody’s that is known, borne by all ({note})'],
  'before-presence': [
    '{meter} : mesuré avant l’arrivée de son association ({note})',
    '{meter}: measured before its member was there ({note})',
  ],
  rollback: [
    '{meter} : un compteur est revenu en arrière, sans effet ({note})',
    '{meter}: a counter went backwards, without effect ({note})',
  ],
  'suspect-run': ['une lecture est douteuse ({note})', 'a reading is doubtful ({note})'],
};

/** A flag with its words; one without words is shown as it is, rather than hidden. */
export function showFlag(flag: Flag, language: Language): object {
  const template = words[flag.code]?.[language === 'fr' ? 0 : 1] ?? flag.code;
  const shown: Flag = {
    ...flag,
    ...(flag.pool && { pool: poolName(flag.pool, language) }),
    ...(flag.meter && { meter: meterName(flag.meter, language) }),
  } as Flag;
  const text = template.replace(/\{(pool|meter|member|note)\}/g, (_, name: keyof Flag) => shown[name] ?? '');
  return { ...flag, text };
}
