/**
 * What the board is first shown (design 2.6): 30 % by parts and 70 % metered, training half and half, emergency and
 * management all by parts, nobody above three times the share of its parts. A draft until voted.
 */
export const defaultPolicy = {
  minutes_per_day: 420,
  effect: 'inform',
  pools: {
    mail: metered(3000, [
      ['mail.storage', 2800],
      ['mail.boxes', 2800],
      ['mail.sent', 1400],
    ]),
    web: metered(3000, [
      ['web.sites', 3500],
      ['web.storage', 2100],
      ['web.bytes', 1400],
    ]),
    backup: metered(3000, [
      ['backup.repo', 4900],
      ['backup.repos', 2100],
    ]),
    directory: metered(3000, [['dir.entries', 7000]]),
    training: metered(5000, [['train.minutes', 5000]]),
    emergency: metered(10_000, []),
    management: metered(10_000, []),
  },
} as const;

function metered(solidarity: number, drivers: readonly (readonly [string, number])[]) {
  return { solidarity, drivers, cap: [3, 1], base: 'all' } as const;
}
