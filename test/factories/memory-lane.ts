import {
  type BatchEnd,
  type Desired,
  inspectLane,
  type Inspection,
  type Lease,
  MemoryDriver,
  MemoryServer,
  type MemoryServerTraits,
  memoryShape,
  type Outcome,
  planChanges,
  reconcileBatch,
} from '@amie/reconcile';
import { newLease, newServer } from './desired.js';

/** One lane on a server in memory: runs it as the worker would, and keeps what it was told. */
export class MemoryLane {
  readonly order = ['tree', 'branch', 'leaf'];
  readonly server: MemoryServer;
  readonly driver: MemoryDriver;
  /** What each hand-over held, in order. */
  readonly told: (readonly Outcome[])[] = [];
  #lastEpoch = 0n;

  constructor(traits?: MemoryServerTraits, width?: number, isCommitCostly?: boolean) {
    this.server = new MemoryServer(traits);
    this.driver = new MemoryDriver({ order: this.order, width, isCommitCostly, find: () => this.server });
  }

  get outcomes(): readonly Outcome[] {
    return this.told.flat();
  }

  /** A lease newer than any taken before. */
  nextLease(overrides: Partial<Lease> = {}): Lease {
    this.#lastEpoch += 1n;
    return newLease(this.#lastEpoch, overrides);
  }

  async run(
    desired: readonly Desired[],
    lease: Lease = this.nextLease(),
    onOutcomes: (outcomes: readonly Outcome[]) => void | Promise<void> = () => {},
  ): Promise<BatchEnd> {
    await using session = await this.driver.connect(newServer(), lease);
    return await reconcileBatch({
      session,
      order: this.order,
      shapeOf: memoryShape,
      desired,
      signal: lease.signal,
      onOutcomes: async outcomes => {
        await onOutcomes(outcomes);
        this.told.push(outcomes);
      },
    });
  }

  async inspect(desired: readonly Desired[], whileReading: () => Promise<void> = async () => {}): Promise<Inspection> {
    const lease = this.nextLease();
    await using session = await this.driver.connect(newServer(), lease);
    async function* chunks() {
      await whileReading();
      for (let start = 0; start < desired.length; start += 7) yield desired.slice(start, start + 7);
    }
    return await inspectLane({
      session,
      order: this.order,
      shapeOf: memoryShape,
      desired: chunks(),
      signal: lease.signal,
    });
  }

  /** What a run would still do. */
  async plan(desired: readonly Desired[]) {
    const observed = await this.server.read(new Set(desired.map(one => one.key)), this.order);
    return planChanges(this.order, memoryShape, desired, observed);
  }
}

/** As the database would want them next time: what was confirmed is remembered. */
export function remember(desired: readonly Desired[], outcomes: readonly Outcome[]): readonly Desired[] {
  const confirmed = new Set(
    outcomes.filter(one => one.result === 'confirmed' && one.found).map(one => one.desired.key),
  );
  return desired.map(one => ({ ...one, wasConfirmed: one.wasConfirmed || confirmed.has(one.key) }));
}
