import { Problem } from '../problems/problem.js';

interface Bucket {
  count: number;
  resetAt: number;
}

/** So many attempts per key and window, counted in this process alone: slows guessing, never locks anybody out for long. */
export class Throttle {
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly most: number,
    private readonly windowMs: number,
  ) {}

  /** Counts one attempt; throws `too-many-requests` beyond the limit. */
  count(key: string, now = performance.now()): void {
    if (this.buckets.size > 10_000) this.forget(now);
    const bucket = this.buckets.get(key);
    if (!bucket || bucket.resetAt <= now) {
      this.buckets.set(key, { count: 1, resetAt: now + this.windowMs });
      return;
    }
    bucket.count += 1;
    if (bucket.count > this.most) {
      throw new Problem('too-many-requests', { seconds: Math.ceil((bucket.resetAt - now) / 1000) });
    }
  }

  private forget(now: number): void {
    for (const [key, bucket] of this.buckets) if (bucket.resetAt <= now) this.buckets.delete(key);
  }
}
