/**
 * What the founding document sets until a policy of the board says otherwise: 12 parts on offer, each with 9 days of its
 * own and 2 collective days a year, of 420 minutes.
 */
export const founding = { partsOffered: 12n, ownDays: 9n, collectiveDays: 2n, minutesPerDay: 420n } as const;

/** How long a part was there in a month: part·s, of the seconds of the month. */
export interface PartPresence {
  readonly presence: bigint;
  readonly seconds: bigint;
}

/**
 * Micro-minutes that a month is funded with: a twelfth of the days of a year for each part that is there all month. The
 * length of a day is that of the policy of the month, the founding one before any. Floored: a promise is never rounded up.
 */
export function fundedUmin(days: bigint, minutesPerDay: bigint, { presence, seconds }: PartPresence): bigint {
  return (days * minutesPerDay * 1_000_000n * presence) / (12n * seconds);
}
