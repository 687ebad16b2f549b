import { sha256Words } from './sha256.js';
import { plainNumber, sumOf } from './whole-number.js';

/** All weights are 0: there is nothing to be proportional to. Callers share by parts instead and say so (W1). */
export class NoWeightError extends Error {
  constructor() {
    super('all weights are 0');
    this.name = 'NoWeightError';
  }
}

/** What a largest-remainder split gave, and which keys hold one unit more than their whole quotient. */
export interface Split {
  readonly shares: ReadonlyMap<string, bigint>;
  readonly remainderUnits: ReadonlySet<string>;
}

/** Splits whole units in proportion to whole weights: sums to the total exactly, each share within 1 unit of its exact
 *  value, weight 0 takes nothing. Ties by sha256 of `salt|key`. Throws NoWeightError (design 2.7, W3 to W6). */
export function hamilton(
  total: bigint,
  weights: ReadonlyMap<string, bigint>,
  salt: string,
): ReadonlyMap<string, bigint> {
  return hamiltonSplit(total, weights, salt).shares;
}

/** The same split, with the keys that were given a unit by their remainder. */
export function hamiltonSplit(total: bigint, weights: ReadonlyMap<string, bigint>, salt: string): Split {
  const whole = sumOf(weights.values());
  if (total < 0n) throw new RangeError('a negative total cannot be shared');
  if (whole === 0n) throw new NoWeightError();
  const shares = new Map<string, bigint>();
  const claims: Claim[] = [];
  let left = total;
  weights.forEach((weight, key) => {
    if (weight < 0n) throw new RangeError(`the weight of ${key} is negative`);
    const product = total * weight;
    const quotient = product / whole;
    const remainder = product - quotient * whole;
    shares.set(key, quotient);
    left -= quotient;
    if (remainder > 0n) claims.push({ key, remainder });
  });
  const remainderUnits = largest(claims, left, salt);
  for (const key of remainderUnits) shares.set(key, (shares.get(key) ?? 0n) + 1n);
  return { shares, remainderUnits };
}

interface Claim {
  readonly key: string;
  readonly remainder: bigint;
}

// Fewer units are left than there are remainders above 0, as each remainder is less than one unit.
function largest(claims: readonly Claim[], left: bigint, salt: string): Set<string> {
  if (left === 0n) return new Set();
  const count = plainNumber(left);
  const cut = ranked(
    claims.map(({ remainder }) => remainder),
    count,
  );
  const winners = claims.filter(({ remainder }) => remainder > cut);
  const tied = claims.filter(({ remainder }) => remainder === cut);
  return new Set([...winners, ...drawn(tied, count - winners.length, salt)].map(({ key }) => key));
}

// The value at that rank from the largest, 1 being first. Without sorting: most of a split's time would go there.
function ranked(values: readonly bigint[], rank: number): bigint {
  const pivot = values[values.length >> 1] ?? 0n;
  const above = values.filter(value => value > pivot);
  if (rank <= above.length) return ranked(above, rank);
  const below = values.filter(value => value < pivot);
  const notBelow = values.length - below.length;
  return rank <= notBelow ? pivot : ranked(below, rank - notBelow);
}

// Hashing is the dear step: only those who tie at the cut are hashed, and only when not all of them win.
function drawn(tied: readonly Claim[], count: number, salt: string): readonly Claim[] {
  if (count >= tied.length) return tied;
  return tied
    .map(claim => ({ claim, hash: sha256Words(`${salt}|${claim.key}`) }))
    .sort((one, other) => compareWords(one.hash, other.hash))
    .slice(0, count)
    .map(({ claim }) => claim);
}

function compareWords(one: Uint32Array, other: Uint32Array): number {
  let index = 0;
  while (index < 7 && one[index] === other[index]) index += 1;
  return (one[index] ?? 0) - (other[index] ?? 0);
}
