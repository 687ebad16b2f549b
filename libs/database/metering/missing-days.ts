/**
 * What a day without a reading is worth, told once for the fold of a month (SQL over thousands of subjects) and for the
 * days of one figure: a gauge takes the lower of the observed days around it, for the benefit of its owner, for a week;
 * then it is unknown, never zero.
 */
export const missingDays = {
  /** Days after the last observed one (or before the first night that could have been) that are estimated. */
  estimated: 7,
  /** How far after the month the next observed day is looked for. */
  after: 31,
  /** Nights for which a dated log can still be read: a day it does not mention was quiet, if one of them was read. */
  logged: 14,
} as const;

/** A missing day of one subject: the first day on which it was expected, and the peaks of all observed days around. */
export interface MissingDay {
  readonly day: string;
  readonly firstDay: string;
  readonly peaks: ReadonlyMap<string, bigint>;
}

/** The estimate, and whether observed days lie on both sides; undefined where nothing is near enough. */
export function estimateOf({
  day,
  firstDay,
  peaks,
}: MissingDay): { readonly peak: bigint; readonly isBetween: boolean } | undefined {
  const days = [...peaks.keys()].sort();
  const [before, after] = [days.findLast(one => one < day), days.find(one => one > day)];
  if (daysBetween(before ?? dayBefore(firstDay), day) > missingDays.estimated) return undefined;
  const [one, other] = [before, after].map(near => (near === undefined ? undefined : peaks.get(near)));
  const peak = one === undefined || (other !== undefined && other < one) ? other : one;
  return peak === undefined ? undefined : { peak, isBetween: one !== undefined && other !== undefined };
}

const dayLength = 86_400_000;
const daysBetween = (one: string, other: string): number => (Date.parse(other) - Date.parse(one)) / dayLength;
const dayBefore = (day: string): string => new Date(Date.parse(day) - dayLength).toISOString().slice(0, 10);
