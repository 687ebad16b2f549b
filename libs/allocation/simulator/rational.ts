/** An exact fraction in lowest terms, its denominator above 0. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

/** `num/den` in lowest terms; throws RangeError on a denominator of 0. */
export function rational(num: bigint, den = 1n): Rational {
  if (den === 0n) throw new RangeError('a denominator of 0');
  const divisor = greatestDivisor(num < 0n ? -num : num, den < 0n ? -den : den);
  const sign = den < 0n ? -1n : 1n;
  return { num: (sign * num) / divisor, den: (sign * den) / divisor };
}

function greatestDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one, other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

export const plus = (a: Rational, b: Rational): Rational => rational(a.num * b.den + b.num * a.den, a.den * b.den);
export const minus = (a: Rational, b: Rational): Rational => rational(a.num * b.den - b.num * a.den, a.den * b.den);
export const times = (a: Rational, b: Rational): Rational => rational(a.num * b.num, a.den * b.den);
export const over = (a: Rational, b: Rational): Rational => rational(a.num * b.den, a.den * b.num);

/** Below 0, 0 or above 0, as the first is less than, equal to or more than the second. */
export const compare = (a: Rational, b: Rational): bigint => a.num * b.den - b.num * a.den;

/** The largest multiple of `step` that is not above the fraction. */
export function roundedDown(value: Rational, step: Rational): Rational {
  const { num, den } = over(value, step);
  const whole = num % den < 0n ? num / den - 1n : num / den;
  return times(rational(whole), step);
}

/** The smallest multiple of `step` that is not below the fraction. */
export function roundedUp(value: Rational, step: Rational): Rational {
  const down = roundedDown(value, step);
  return compare(down, value) === 0n ? down : plus(down, step);
}

/** Decimal text with so many places, half upwards: `181.82`. For the eye alone; the fraction is what counts. */
export function decimal({ num, den }: Rational, places: number): string {
  const scale = 10n ** BigInt(places);
  const magnitude = ((num < 0n ? -num : num) * scale * 2n + den) / (2n * den);
  const digits = magnitude.toString().padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return num < 0n && magnitude > 0n ? `-${text}` : text;
}

/** `200000/11`, or `12` when it is whole. */
export const fractionText = ({ num, den }: Rational): string => (den === 1n ? String(num) : `${num}/${den}`);
