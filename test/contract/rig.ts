import type { Desired, Key, Kind, Lease, Server, ServiceDriver, Shape } from '@amie/reconcile';

/** What a driver's tests bring: the driver, a server it may write on, and a way to look at that server without it. */
export interface Rig {
  readonly driver: ServiceDriver;
  readonly server: Server;
  readonly shapeOf: (kind: Kind) => Shape;
  /** Leases with a higher number have a higher epoch; all are above what the server remembers from earlier tests. */
  readonly lease: (number: number) => Lease;
  /** A valid thing at generation 1, nothing of it there yet; what it stands on is there already. Same n, same thing. */
  readonly make: (kind: Kind, n: number) => Promise<Desired>;
  /** The same thing, one generation on, with another setting. */
  readonly edit: (desired: Desired) => Desired;
  /** A thing that the server or the driver refuses whenever it is applied. */
  readonly makeRefused: () => Promise<Desired>;
  readonly world: World;
  readonly close: () => Promise<void>;
}

/** The server as its users see it: read and changed behind the driver's back. */
export interface World {
  /** Everything the driver could change, without what changes by itself (times, counters); equal dumps, equal worlds. */
  dump(): Promise<unknown>;
  /** A thing of this lane that no resource claims. */
  plantOrphan(): Promise<Key>;
  /** Puts something of its owner's into a thing (a letter, a password), where a kind holds such. */
  leaveContent?(desired: Desired): Promise<void>;
  contentOf?(desired: Desired): Promise<unknown>;
  /** From here on the reads of new sessions end half-way, as a size limit or a cut connection would have them. */
  breakReads?(): Promise<void>;
  restoreReads?(): Promise<void>;
}

/** Which driver, which kinds, and where an older run is refused. */
export interface Contract {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** The kind of which 200 are made at once. */
  readonly crowdKind: Kind;
  /** Kinds whose every effect asserts the generation, and kinds whose setting aside shows the epoch. */
  readonly fences: { readonly generation: readonly Kind[]; readonly epoch: readonly Kind[] };
  /** Whether its worlds can break reads; the clause on incomplete reads runs only then. */
  readonly canBreakReads: boolean;
  readonly rig: () => Promise<Rig>;
  /** Milliseconds for one test on a real server. */
  readonly timeout?: number;
}
