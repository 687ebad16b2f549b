import { performance } from 'node:perf_hooks';

const longestSeconds = 300;

/** Seconds until another try after the n-th failure in a row: doubles up to five minutes, spread so that none meet. */
export function backoffSeconds(failures: number, random: () => number = Math.random): number {
  const full = Math.min(longestSeconds, 2 ** Math.min(failures, 16));
  return full * (0.5 + random() / 2);
}

/** Counts failures in a row by name, and knows until when each is best left alone. Forgets with the process. */
export class Backoff {
  readonly #byName = new Map<string, { failures: number; until: number }>();

  /** One more failure; returns the seconds until another try. */
  add(name: string): number {
    const failures = (this.#byName.get(name)?.failures ?? 0) + 1;
    const seconds = backoffSeconds(failures);
    this.#byName.set(name, { failures, until: performance.now() + seconds * 1000 });
    return seconds;
  }

  isOn(name: string): boolean {
    return (this.#byName.get(name)?.until ?? 0) > performance.now();
  }

  forget(name: string): void {
    this.#byName.delete(name);
  }
}
