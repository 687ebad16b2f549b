/** A connection that several sessions may use at once. */
export interface Connection {
  /** False once it broke or was closed; a broken one is never lent again. */
  readonly isUsable: boolean;
  close(): void;
}

/** The right to use a connection; giving it back twice equals once. */
export interface Borrowed<C extends Connection> extends Disposable {
  readonly connection: C;
}

interface Slot<C extends Connection> {
  readonly opening: Promise<C>;
  connection?: C;
  borrowers: number;
  idle?: NodeJS.Timeout;
}

/**
 * Keeps one connection per name between runs and closes it after a while without use. Callers that come while it is
 * being opened share the attempt, its failure too; the next caller tries again.
 */
export class SharedConnections<C extends Connection> {
  private readonly slots = new Map<string, Slot<C>>();

  constructor(private readonly idleMilliseconds: number) {}

  async borrow(name: string, open: () => Promise<C>): Promise<Borrowed<C>> {
    const slot = this.usableSlot(name) ?? this.newSlot(name, open);
    slot.borrowers += 1;
    clearTimeout(slot.idle);
    const connection = await slot.opening;
    let isGivenBack = false;
    const giveBack = () => {
      if (!isGivenBack) this.takeBack(name, slot);
      isGivenBack = true;
    };
    return { connection, [Symbol.dispose]: giveBack };
  }

  close(): void {
    for (const [name, slot] of this.slots) this.drop(name, slot);
  }

  private usableSlot(name: string): Slot<C> | undefined {
    const slot = this.slots.get(name);
    return slot && (slot.connection?.isUsable ?? true) ? slot : undefined;
  }

  private newSlot(name: string, open: () => Promise<C>): Slot<C> {
    const slot: Slot<C> = { opening: open(), borrowers: 0 };
    this.slots.set(name, slot);
    slot.opening.then(
      connection => {
        slot.connection = connection;
        // Closed while it was being opened: nobody else would ever close it.
        if (this.slots.get(name) !== slot) connection.close();
      },
      () => this.drop(name, slot),
    );
    return slot;
  }

  private takeBack(name: string, slot: Slot<C>): void {
    slot.borrowers -= 1;
    if (slot.borrowers > 0) return;
    if (this.usableSlot(name) !== slot) return this.drop(name, slot);
    slot.idle = setTimeout(() => this.drop(name, slot), this.idleMilliseconds).unref();
  }

  private drop(name: string, slot: Slot<C>): void {
    clearTimeout(slot.idle);
    if (this.slots.get(name) === slot) this.slots.delete(name);
    slot.connection?.close();
  }
}
