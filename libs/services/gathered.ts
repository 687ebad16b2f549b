/**
 * Gathers what is asked at one moment and does it together: a batch starts many changes at once, and a server that takes
 * them in one request is spared the rest. Each asker gets its own end; a failure of the whole is everybody's.
 */
export class Gathered<Item> {
  private waiting: { readonly item: Item; readonly resolve: () => void; readonly reject: (error: unknown) => void }[] =
    [];

  /** `together` resolves with the refusal of each item, in the order given, undefined where it was done. */
  constructor(private readonly together: (items: readonly Item[]) => Promise<readonly (Error | undefined)[]>) {}

  add(item: Item): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      if (this.waiting.length === 0) setImmediate(() => void this.flush());
      this.waiting.push({ item, resolve, reject });
    });
  }

  private async flush(): Promise<void> {
    const asked = this.waiting.splice(0);
    try {
      const refusals = await this.together(asked.map(({ item }) => item));
      asked.forEach(({ resolve, reject }, place) => (refusals[place] ? reject(refusals[place]) : resolve()));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
