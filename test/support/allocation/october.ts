import type { MonthInputs, Pool } from '@amie/allocation';

/** Seconds of October 2025, which has a day of 25 hours; those since the 16th. */
const month = 2_682_000n;
const sinceThe16th = 1_386_000n;
const gib = 1_048_576n;

const of = (amounts: Readonly<Record<string, bigint>>): ReadonlyMap<string, bigint> => new Map(Object.entries(amounts));

/** What each has all month, times the seconds it was there. */
const held = (a: bigint, b: bigint, c: bigint, d: bigint, house = 0n): ReadonlyMap<string, bigint> =>
  of({ A: a * month, B: b * month, C: c * month, D: d * sinceThe16th, '~house': house * month });

const metered = (solidarity: number, ...drivers: readonly (readonly [string, number])[]) =>
  ({ solidarity, drivers, cap: [3n, 1n], base: 'all' }) as const;

/** The worked example of the design, whole: the keys it prints, and the counts behind those it leaves out. */
export const octoberInputs: MonthInputs = {
  month: '2025-10',
  policyVersion: 1,
  policy: {
    minutesPerDay: 420,
    effect: 'true-up',
    pools: {
      mail: metered(3000, ['mail.storage', 2800], ['mail.boxes', 2800], ['mail.sent', 1400]),
      web: metered(3000, ['web.sites', 3500], ['web.storage', 2100], ['web.bytes', 1400]),
      backup: metered(3000, ['backup.repo', 4900], ['backup.repos', 2100]),
      directory: metered(3000, ['dir.entries', 7000]),
      training: metered(5000, ['train.minutes', 5000]),
      emergency: metered(10_000),
      management: metered(10_000),
    },
  },
  presence: of({ A: 8_046_000n, B: 10_728_000n, C: 10_728_000n, D: 1_386_000n }),
  minutes: new Map<Pool, bigint>([
    ['mail', 245n],
    ['web', 180n],
    ['backup', 130n],
    ['directory', 55n],
    ['training', 180n],
    ['emergency', 95n],
    ['management', 120n],
  ]),
  individual: of({ A: 1010n, B: 1360n, C: 1290n, D: 375n }),
  usage: new Map([
    [
      'mail.storage',
      of({ A: 51_500_630_016_000n, B: 115_743_301_632_000n, C: 16_601_894_092_800n, D: 4_359_979_008_000n }),
    ],
    ['mail.boxes', of({ A: 59_004_000n, B: 93_870_000n, C: 32_184_000n, D: 8_316_000n })],
    ['mail.sent', of({ A: 9120n, B: 15_480n, C: 2210n, D: 1333n })],
    ['web.sites', held(2n, 3n, 0n, 1n)],
    ['web.storage', held(4n * gib, 22n * gib, 0n, 9n * gib)],
    ['web.bytes', of({ A: 38_400_000_000n, B: 96_100_000_000n, C: 0n, D: 210_500_000_000n })],
    [
      'backup.repo',
      of({
        A: 337_473_699_840_000n,
        B: 874_621_698_048_000n,
        C: 70_307_020_800_000n,
        D: 87_199_580_160_000n,
        '~house': 281_228_083_200_000n,
      }),
    ],
    ['backup.repos', held(2n, 4n, 1n, 1n, 1n)],
    ['dir.entries', held(30n, 55n, 15n, 7n)],
    ['train.minutes', of({ A: 60n, B: 0n, C: 120n, D: 30n })],
  ]),
  flags: [],
};
