import type { Desired, Key, Observed } from './contract.js';
import type { BreakerTrip } from './outcome.js';

/** So many losses trip the breaker whatever the size of the lane. */
const lossesTooMany = 6;
/** Fewer do as soon as they exceed this part of what was looked at; a single loss never does. */
const lossesSuspicious = 2;
const suspiciousPercent = 10;

/**
 * Whether a complete read lost too much to be believed: of the things confirmed before and still desired, 6 or more are
 * gone, or 2 or more that are over 10 %. Planned removals never count (design: unknown is not absent).
 */
export function tripBreaker(desired: readonly Desired[], observed: Observed): BreakerTrip | undefined {
  const expected = desired.filter(isExpected);
  const lost = expected.filter(one => !observed.has(one.key)).map(one => one.key);
  return judgeLosses(lost, expected.length);
}

/** The same bounds, for a reader that counts as it goes. */
export function judgeLosses(lost: readonly Key[], looked: number): BreakerTrip | undefined {
  const isTooMany = lost.length >= lossesTooMany;
  const isSuspicious = lost.length >= lossesSuspicious && lost.length * 100 > looked * suspiciousPercent;
  return isTooMany || isSuspicious ? { lost, looked } : undefined;
}

/** Seen on its server before and wanted there still; what is set aside is there too, so its absence is a loss. */
export function isExpected(desired: Desired): boolean {
  return desired.wasConfirmed && desired.presence !== 'absent';
}
