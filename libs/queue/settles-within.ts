import { setTimeout as wait } from 'node:timers/promises';

/** Waits for a promise at most `ms`: undefined when it resolved, else the error, which is a timeout when it never did. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<Error | undefined> {
  const deadline = new AbortController();
  const late = wait(ms, new Error(`no answer within ${ms} ms`), { signal: deadline.signal, ref: false });
  const settled = work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  const first = await Promise.race([settled, late.catch(() => undefined)]);
  deadline.abort();
  return first;
}
