// oxlint-disable no-restricted-globals -- the one door from bigint to number, which refuses to lose a digit

/** A count or basis points as a plain number, for indexing and display. Amounts stay bigint: never use it on them. */
export function plainNumber(value: bigint): number {
  const plain = Number(value);
  if (!Number.isSafeInteger(plain)) throw new RangeError(`${value} is too large for a plain number`);
  return plain;
}

/** Exact sum of whole numbers. */
export function sumOf(values: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const value of values) sum += value;
  return sum;
}
