import { type Pool, pools, roundBothWays, uminPerMinute } from '@amie/allocation';
import { type Adjustment, founding, fundedUmin, type MonthFigures } from '@amie/database';
import type { Language } from '@amie/values';
import { showFlag } from '../periods/flag-view.js';
import { minutesText } from './meter-words.js';

export interface SharesShown extends MonthFigures {
  readonly names: ReadonlyMap<string, string>;
  /** Issued in this month, about earlier ones. */
  readonly adjustments: readonly Adjustment[];
  readonly seconds: bigint;
}

/** All members' shares of a month: exact in micro-minutes, and whole minutes that add up both ways. */
export function showShares(figures: SharesShown, language: Language): object {
  const { period, inputs, shares } = figures;
  const members = [...shares.totals.keys()];
  const cell = (pool: Pool, member: string) => shares.pools.get(pool)?.umin.get(member) ?? 0n;
  const table = roundBothWays(
    members.map(member => pools.map(pool => cell(pool, member))),
    uminPerMinute,
  );
  const isFinal = period.state === 'closed';
  const perDay = BigInt(inputs.policy.minutesPerDay);
  return {
    month: inputs.month,
    state: period.state,
    isFinal,
    note: noteOf(period.state, language),
    policyVersion: inputs.policyVersion,
    inputSha256: shares.inputDigest,
    outputSha256: shares.outputDigest,
    unallocated: `${shares.unallocated}`,
    pools: pools.map((pool, at) => ({
      pool,
      minutes: `${inputs.minutes.get(pool) ?? 0n}`,
      whole: `${table.columns[at] ?? 0n}`,
      houseUmin: `${sum(shares.pools.get(pool)?.components.map(({ house }) => house) ?? [])}`,
    })),
    members: members.map((member, at) => {
      const umin = shares.totals.get(member) ?? 0n;
      const presence = inputs.presence.get(member) ?? 0n;
      const funded = fundedUmin(founding.collectiveDays, perDay, { presence, seconds: figures.seconds });
      return {
        member,
        name: figures.names.get(member) ?? member,
        presence: `${presence}`,
        individualMinutes: `${inputs.individual.get(member) ?? 0n}`,
        pools: Object.fromEntries(pools.map(pool => [pool, `${cell(pool, member)}`])),
        whole: Object.fromEntries(pools.map((pool, column) => [pool, `${table.cells[at]?.[column] ?? 0n}`])),
        umin: `${umin}`,
        minutes: minutesText(umin, language),
        wholeMinutes: `${table.rows[at] ?? 0n}`,
        fundedUmin: `${funded}`,
        balanceUmin: `${funded - umin}`,
      };
    }),
    total: { umin: `${sum(shares.totals.values())}`, wholeMinutes: `${table.total}` },
    flags: shares.flags.map(flag => showFlag(flag, language)),
    adjustments: figures.adjustments.map(one => ({ ...one, amount: `${one.amount}` })),
  };
}

function noteOf(state: MonthFigures['period']['state'], language: Language): string {
  if (state === 'closed') return language === 'fr' ? 'mois clos, chiffres définitifs' : 'closed month, final figures';
  return language === 'fr' ? 'provisoire tant que le mois n’est pas clos' : 'provisional until the month is closed';
}

const sum = (amounts: Iterable<bigint>): bigint => [...amounts].reduce((all, one) => all + one, 0n);
