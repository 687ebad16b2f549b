/**
 * Does the work on every item, at most `width` at once, in order of start. The first rejection starts no further item,
 * waits for those in flight (an effect must never outlive its run) and is thrown.
 */
export async function inFlight<Item>(
  width: number,
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = takeTurns(items);
  const worker = async (): Promise<void> => {
    // Leaving this loop by a throw closes the generator for every worker: nobody takes another item.
    for (const item of waiting) await work(item);
  };
  const workers = Array.from({ length: Math.max(1, Math.min(width, items.length)) }, worker);
  const ends = await Promise.allSettled(workers);
  const failure = ends.find(end => end.status === 'rejected');
  if (failure) throw failure.reason;
}

function* takeTurns<Item>(items: readonly Item[]): Generator<Item> {
  yield* items;
}
