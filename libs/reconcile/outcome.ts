import type { Change, Desired, Found, Key } from './contract.js';

/** Why one resource could not be made so; the code is a row of the catalogue, the detail never holds a secret. */
export interface Problem {
  readonly code: string;
  readonly detail: string;
  readonly isTerminal: boolean;
}

/**
 * What a run learnt of one resource: `confirmed` at its generation by a second observation (with what was found, or
 * nothing when it is rightly absent), or `failed`. What a run could not observe has no outcome at all: unknown.
 */
export type Outcome =
  | { readonly result: 'confirmed'; readonly desired: Desired; readonly found?: Found; readonly change?: Change }
  | { readonly result: 'failed'; readonly desired: Desired; readonly problem: Problem; readonly change?: Change };

/** Too many things confirmed before are absent from a complete read: all writes of the lane stop until a person resumes. */
export interface BreakerTrip {
  readonly lost: readonly Key[];
  readonly looked: number;
}

/** A non-empty plan for something confirmed before; it is drift unless an edit of it is still due. */
export interface DriftFound {
  readonly desired: Desired;
  readonly found?: Found;
  readonly change: Change;
}

/** A resource whose owner was seen to use it. */
export interface Use {
  readonly resourceId: string;
  readonly at: Date;
}

/** What a server told of a resource beside its spec, at the generation it holds of it. */
export interface Told {
  readonly resourceId: string;
  readonly generation: bigint;
  readonly facts: NonNullable<Found['facts']>;
}

/** What looking at everything of a lane found; orphans are reported, never touched. */
export interface Inspection {
  readonly looked: number;
  readonly drifts: readonly DriftFound[];
  readonly orphans: readonly Found[];
  /** Held by the server at a newer generation than the database knows: the database is older than its servers. */
  readonly ahead: readonly Found[];
  readonly used: readonly Use[];
  readonly told: readonly Told[];
  /** What the server told of itself, where it tells anything. */
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly trip?: BreakerTrip;
}
