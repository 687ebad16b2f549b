import type { Change, Key, Kind, Observed, Refusals } from '../contract.js';
import { IncompleteReadError, RetriableError } from '../errors.js';

/** What can go wrong on a server in memory. A hook that throws breaks what it stands before, or hides what it stands after. */
export interface Faults {
  /** Throws: nothing happened. */
  beforeEffect?(change: Change): Promise<void> | void;
  /** Throws: it happened, and the answer is lost. */
  afterEffect?(change: Change): Promise<void> | void;
  beforeCommit?(changes: readonly Change[]): Promise<void> | void;
  afterCommit?(changes: readonly Change[]): Promise<void> | void;
  /** What a commit leaves as it was, each for its own reason. */
  refuseCommit?(changes: readonly Change[]): Refusals;
  /** Throws, or answers something else than the truth. */
  onRead?(answer: Observed, isAsked: IsAsked): Promise<Observed> | Observed;
}

/** Whether a read asks for a thing. */
export type IsAsked = (key: Key, kind: Kind) => boolean;

/** The server refuses the changes of these keys. */
export function refusing(keys: readonly Key[], problem: Error): Faults {
  return {
    beforeEffect: change => {
      if (keys.includes(change.desired.key)) throw problem;
    },
  };
}

/** The changes of these keys are made, but nobody learns of it. */
export function losingAnswers(keys: readonly Key[]): Faults {
  return {
    afterEffect: change => {
      if (keys.includes(change.desired.key)) throw new RetriableError('timed-out', change.desired.key);
    },
  };
}

/** Every read breaks off half-way, and the driver notices. */
export function halfReading(): Faults {
  return {
    onRead: answer => {
      throw new IncompleteReadError(`the connection broke off, ${Math.floor(answer.size / 2)} of ${answer.size} read`);
    },
  };
}

/** Reads look complete and lack these things: a wrong base, an unmounted disk. */
export function hiding(isHidden: (key: Key) => boolean): Faults {
  return { onRead: answer => new Map([...answer].filter(([key]) => !isHidden(key))) };
}

/** Reads answer what was there at some time before, as a replica that lags behind. */
export function readingThePast(past: Observed): Faults {
  return { onRead: (_answer, isAsked) => new Map([...past].filter(([key, { kind }]) => isAsked(key, kind))) };
}

/** Every read and effect waits first. */
export function waiting(wait: () => Promise<void>): Faults {
  return {
    beforeEffect: wait,
    onRead: async answer => {
      await wait();
      return answer;
    },
  };
}
