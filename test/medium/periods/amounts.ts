/** A day of October 2025. */
export const october = (day: number): string => `2025-10-${String(day).padStart(2, '0')}`;
export const days = Array.from({ length: 31 }, (_, index) => october(index + 1));

/** On the 26th the clock goes back: the day lasts an hour more. */
const longDay = october(26);

/**
 * Peaks of days whose sum times seconds is exactly the key: about even, the long day taking what makes it divide.
 * `fixed` days are given, and count.
 */
export function peaksFor(
  key: bigint,
  among: readonly string[],
  fixed = new Map<string, bigint>(),
): Map<string, bigint> {
  const hours = (day: string) => (day === longDay ? 25n : 24n);
  const given = among.filter(day => fixed.has(day)).reduce((sum, day) => sum + hours(day) * (fixed.get(day) ?? 0n), 0n);
  const left = key / 3600n - given;
  if (key % 3600n !== 0n) throw new Error(`${key} is no whole number of hours`);
  const free = among.filter(day => !fixed.has(day) && day !== longDay);
  const even = left / (24n * BigInt(free.length) + 25n);
  const long = even - (even % 24n) + (left % 24n);
  const rest = amountsOn((left - 25n * long) / 24n, free);
  return new Map([...fixed, ...rest, [longDay, long]]);
}

/** A total over days, about even, to the unit. */
export function amountsOn(total: bigint, among: readonly string[]): Map<string, bigint> {
  const count = BigInt(among.length);
  return new Map(among.map((day, index) => [day, total / count + (BigInt(index) < total % count ? 1n : 0n)]));
}

/** Minutes in lines of at most so many. */
export function linesOf(minutes: number, most: number): number[] {
  return minutes > most ? [most, ...linesOf(minutes - most, most)] : [minutes];
}
