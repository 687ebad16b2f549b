/**
 * JSON has no integers beyond 2^53: a bigint leaves as a number while that is exact, and as its digits after. Dates
 * leave as ISO 8601 in UTC.
 */
export function withoutBigints(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(withoutBigints);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutBigints(inner)]));
}
