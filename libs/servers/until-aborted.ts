/**
 * Makes waits of one session end with its signal. What was sent stays sent: its outcome is unknown until observed.
 * One listener for a whole session, however many waits it has.
 */
export type Wait = <Result>(work: Promise<Result>) => Promise<Result>;

export function untilAborted(signal: AbortSignal): Wait {
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => {});
  return work => {
    work.catch(() => {});
    return Promise.race([aborted, work]);
  };
}
