/** One line of the benchmarks' output. `limit` is the raw figure of the same run, `ratio` ours to it. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly runs: number;
  readonly median: number;
  readonly p95: number;
  readonly limit: number;
  readonly ratio: number;
}

/** Median and 95th percentile of our runs beside the median of the raw ones. */
export function figure(name: string, unit: string, ours: readonly number[], raw: readonly number[]): Figure {
  const median = percentile(ours, 50);
  const limit = percentile(raw, 50);
  return {
    name,
    unit,
    runs: ours.length,
    median: rounded(median),
    p95: rounded(percentile(ours, 95)),
    limit: rounded(limit),
    ratio: rounded(median / limit),
  };
}

/** Nearest-rank percentile; throws on an empty list, which would hide a benchmark that measured nothing. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

/** Milliseconds a piece of work took. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

const rounded = (value: number): number => Number(value.toPrecision(4));
