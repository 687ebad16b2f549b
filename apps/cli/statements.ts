import { numberText, rational } from '@amie/allocation';
import { poolWord } from './day-words.js';
import { moneyOf } from './money.js';
import type { Output } from './output.js';

interface Amount {
  readonly umin: string;
  readonly minutes: string;
}

/** A sheet as the API tells it; amounts are decimal strings. */
export interface Statement {
  readonly member: { readonly slug: string; readonly name: string };
  readonly year: number;
  readonly isFinal: boolean;
  readonly days: Readonly<Record<'own' | 'collective', Readonly<Record<'planned' | 'used' | 'left', Amount>>>>;
  readonly minutesPerDay: number;
  readonly pools: readonly { readonly pool: string; readonly total: Amount }[];
  readonly poolTotal: Amount;
  readonly months: readonly {
    readonly month: string;
    readonly state: 'closed' | 'provisional';
    readonly keyUmin: string;
    readonly keyTotalUmin: string;
    readonly costCents: string | null;
    readonly dueCents: string | null;
  }[];
  readonly euros: Readonly<Record<'costCents' | 'dueCents' | 'earlierCents' | 'providedCents' | 'trueUpCents', string>>;
  readonly flags: readonly { readonly text: string }[];
}

export interface Proof {
  readonly year: number;
  readonly months: readonly { readonly month: string; readonly isByParts: boolean }[];
  readonly withoutCost: readonly string[];
  readonly members: readonly Readonly<
    Record<'slug' | 'name' | 'dueCents' | 'earlierCents' | 'providedCents' | 'trueUpCents', string>
  >[];
  readonly costCents: string;
  readonly dueCents: string;
  readonly providedCents: string;
  readonly trueUpCents: string;
}

/** A sheet for a terminal: days, pools, months, and what is left to settle. */
export function tellStatement(output: Output, statement: Statement): void {
  const { member, year, isFinal, months, euros, poolTotal, pools } = statement;
  const { language } = output;
  const state = isFinal ? output.say('définitif', 'final') : output.say('provisoire', 'provisional');
  output.text(`${member.name} ${year} (${state})`);
  tellDays(output, statement);
  output.text('');
  output.table(
    [...pools, { pool: output.say('total', 'total'), total: poolTotal }],
    [
      { title: ['Poste', 'Pool'], show: ({ pool }) => poolWord(pool, output.say) },
      { title: ['Minutes', 'Minutes'], show: ({ total }) => total.minutes },
    ],
  );
  output.text('');
  output.table(months, [
    { title: ['Mois', 'Month'], show: ({ month }) => month },
    {
      title: ['État', 'State'],
      show: one => (one.state === 'closed' ? output.say('clos', 'closed') : output.say('provisoire', 'provisional')),
    },
    { title: ['Coût', 'Cost'], show: ({ costCents }) => (costCents === null ? '' : moneyOf(costCents, language)) },
    { title: ['Clé (min)', 'Key (min)'], show: ({ keyUmin }) => minutes(keyUmin, output) },
    { title: ['Clé de tous', 'Key of all'], show: ({ keyTotalUmin }) => minutes(keyTotalUmin, output) },
    { title: ['Dû', 'Due'], show: ({ dueCents }) => (dueCents === null ? '' : moneyOf(dueCents, language)) },
  ]);
  output.text('');
  const [due, provided, trueUp] = [sum(euros.dueCents, euros.earlierCents), euros.providedCents, euros.trueUpCents].map(
    cents => moneyOf(cents, language),
  );
  output.line(
    `Dû ${due}, provisions ${provided}, solde ${trueUp}.`,
    `Due ${due}, provisions ${provided}, true-up ${trueUp}.`,
  );
  tellFlags(output, statement);
}

function tellFlags(output: Output, { flags }: Statement): void {
  if (flags.length === 0) return;
  output.text('');
  output.line('À savoir :', 'To know:');
  for (const { text } of flags) output.text(`  ${text}`);
}

const sum = (one: string, other: string): string => String(BigInt(one) + BigInt(other));

const minutes = (umin: string, { language }: Output): string =>
  numberText(rational(BigInt(umin), 1_000_000n), 3, language);

function tellDays(output: Output, { days, minutesPerDay }: Statement): void {
  const perDay = BigInt(minutesPerDay) * 1_000_000n;
  const shown = ({ umin }: Amount): string => numberText(rational(BigInt(umin), perDay), 2, output.language);
  const line = ({ planned, used, left }: Statement['days']['own']): string =>
    output.say(
      `${shown(planned)} prévues, ${shown(used)} utilisées, ${shown(left)} restantes`,
      `${shown(planned)} planned, ${shown(used)} used, ${shown(left)} left`,
    );
  output.text(`${output.say('Journées individuelles : ', 'Own days: ')}${line(days.own)}`);
  output.text(`${output.say('Journées collectives : ', 'Collective days: ')}${line(days.collective)}`);
}

/** The sums of the proof for a terminal; its lines are in the CSV and the JSON. */
export function tellProof(output: Output, proof: Proof, money: (cents: string) => string): void {
  const { members, costCents, dueCents, providedCents, trueUpCents, withoutCost } = proof;
  const total = { slug: output.say('total', 'total'), earlierCents: '0', dueCents, providedCents, trueUpCents };
  output.table(
    [...members, total],
    [
      { title: ['Association', 'Member'], show: ({ slug }) => slug },
      { title: ['Dû', 'Due'], show: one => money(sum(one.dueCents, one.earlierCents)) },
      { title: ['Provisions', 'Provisions'], show: one => money(one.providedCents) },
      { title: ['Solde', 'True-up'], show: one => money(one.trueUpCents) },
    ],
  );
  output.line(
    `Coût de l’année : ${money(costCents)}, réparti au centime près.`,
    `Cost of the year: ${money(costCents)}, split to the cent.`,
  );
  const idle = proof.months.filter(({ isByParts }) => isByParts).map(({ month }) => month);
  if (idle.length > 0) {
    const listed = idle.join(', ');
    output.line(
      `Mois sans minute, répartis selon les parts : ${listed}.`,
      `Months without a minute, shared by parts: ${listed}.`,
    );
  }
  if (withoutCost.length === 0) return;
  output.line(`Mois sans coût : ${withoutCost.join(', ')}.`, `Months without a cost: ${withoutCost.join(', ')}.`);
}
