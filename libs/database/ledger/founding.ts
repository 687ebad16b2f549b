/**
 * What the founding document sets until a policy of the board says otherwise: 12 parts on offer, each with 9 days of its
 * own and 2 collective days a year, of 420 minutes.
 */
export const founding = { partsOffered: 12n, ownDays: 9n, collectiveDays: 2n, minutesPerDay: 420n } as const;

/** Planned micro-minutes of a part that is there for a whole month: a year's days over 12. */
export const uminOfPartMonth = (days: bigint): bigint => (days * founding.minutesPerDay * 1_000_000n) / 12n;
