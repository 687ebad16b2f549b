/** The rules of a month of one gauge, written plainly day by day: what the set-based fold must agree with. */
export interface GaugeCase {
  /** Samples by day of the month (0 is the first), each a value or absent. */
  readonly samples: ReadonlyMap<number, readonly (bigint | 'absent')[]>;
  /** Seconds since the month began at which the first owner's turn ends and the second's begins. */
  readonly handover: number;
  /** Seconds of each day. */
  readonly lengths: readonly number[];
  /** Day on which anything of it was first read, absent included. */
  readonly firstDay: number;
}

export interface Outcome {
  amount: bigint;
  observed: number;
  estimated: number;
  unknown: number;
}

export function foldGauge({ samples, handover, lengths, firstDay }: GaugeCase): [Outcome, Outcome] {
  const outcomes: [Outcome, Outcome] = [none(), none()];
  const peaks = lengths.map((_, day) => peakOf(samples.get(day) ?? []));
  let start = 0;
  for (const [day, length] of lengths.entries()) {
    const first = Math.min(Math.max(handover - start, 0), length);
    if (day >= firstDay) {
      const { kind, value } = valueOf(peaks, day, firstDay);
      for (const [owner, seconds] of [first, length - first].entries()) {
        const outcome = outcomes[owner as 0 | 1];
        if (seconds === 0) continue;
        outcome[kind] += 1;
        outcome.amount += value * BigInt(seconds);
      }
    }
    start += length;
  }
  return outcomes;
}

const none = (): Outcome => ({ amount: 0n, observed: 0, estimated: 0, unknown: 0 });

function peakOf(samples: readonly (bigint | 'absent')[]): bigint | undefined {
  const values = samples.filter(value => value !== 'absent');
  return values.length === 0 ? undefined : values.reduce((most, value) => (value > most ? value : most));
}

function valueOf(
  peaks: readonly (bigint | undefined)[],
  day: number,
  firstDay: number,
): { kind: 'observed' | 'estimated' | 'unknown'; value: bigint } {
  const own = peaks[day];
  if (own !== undefined) return { kind: 'observed', value: own };
  let before = day - 1;
  while (before >= 0 && peaks[before] === undefined) before -= 1;
  let after = day + 1;
  while (after < peaks.length && peaks[after] === undefined) after += 1;
  const neighbours = [peaks[before], peaks[after]].filter(value => value !== undefined);
  const begun = before >= 0 ? before : firstDay - 1;
  const [one, other = one] = neighbours;
  if (one === undefined || other === undefined || day - begun > 7) return { kind: 'unknown', value: 0n };
  return { kind: 'estimated', value: one < other ? one : other };
}
