/** Quotient rounded towards minus infinity, so that 0 ≤ remainder < divisor; `divisor` must be above 0. */
export function floorDivided(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
}

/** Quotient rounded to the nearest whole, a half upwards; `divisor` must be above 0. */
export const nearest = (dividend: bigint, divisor: bigint): bigint =>
  floorDivided(2n * dividend + divisor, 2n * divisor);
