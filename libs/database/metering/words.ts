import type { Key } from '@amie/reconcile';

/** A meter as the services list it; `service` is `ledger` for those that people book. */
export interface MeterEntry {
  readonly name: string;
  readonly unit: string;
  readonly form: 'gauge' | 'daily' | 'cumulative' | 'event';
  /** Kind of its subjects. */
  readonly of: string;
  readonly service: string;
}

/** What names one reading of a whole server: service and server, local day `YYYY-MM-DD`, and slot (0 the night, 1 and 2 at secret times). */
export interface ReadingSlot {
  readonly serverId: string;
  readonly service: string;
  readonly usageDay: string;
  readonly slot: 0 | 1 | 2;
}

/** A reading that lacks a run that ended well. */
export interface DueReading extends ReadingSlot {
  /** How many attempts there were, and one. */
  readonly attempt: number;
  /** Its day went by: nobody will ever read it, `recordAbsent` says so. */
  readonly isOver: boolean;
}

/** What a run read, and what lets anybody check where it comes from. */
export interface MeterRun extends ReadingSlot {
  /** Of `startRun`; without it the run is written down as it is recorded. */
  readonly runId?: number;
  readonly command: string;
  readonly toolVersion: string;
  /** SHA-256 in hexadecimal of all the tools answered. */
  readonly rawSha256: string;
  /** The file system's own total, to be held against the sum of one meter's subjects. */
  readonly control?: { readonly meter: string; readonly total: bigint };
  /** Seconds since 1970 by the server's own clock, where it tells. */
  readonly serverTime?: number;
  /** When it was read; the moment the run started, unless it is told (a seed, a replay). Must lie in the local day. */
  readonly observedAt?: Date;
}

/** One amount; `absent` is a value of its own, never zero. */
export interface ReadingRow {
  readonly meter: string;
  readonly key: Key;
  readonly value: bigint | 'absent';
  /** Local day of a dated log; the run's own day without it. */
  readonly day?: string;
  /** Generation of a counter that only counts up. */
  readonly epoch?: bigint;
}

/** How a run was recorded. A second run of one night adds nothing. */
export interface RecordedRun {
  readonly runId: number;
  readonly state: 'done' | 'suspect' | 'absent';
  readonly added: number;
  readonly revised: number;
  readonly absent: number;
}

/** Whose a share of usage is: a member's slug, or the house's (`~house`). */
export type Owner = string;
export const house: Owner = '~house';

/** A member's (or the house's) usage of one meter in a month: KiB·s and the like for gauges, plain sums for the others. */
export interface UsageLine {
  readonly meter: string;
  readonly owner: Owner;
  readonly amount: bigint;
  /** Days of its subjects. */
  readonly observed: number;
  readonly estimated: number;
  readonly unknown: number;
}

/** What a figure must not hide. */
export interface UsageFlag {
  readonly kind:
    | 'lower-recount'
    | 'skewed-clock'
    | 'residue'
    | 'unknown-owner'
    | 'before-presence'
    | 'rollback'
    | 'suspect-run';
  readonly day: string;
  readonly service: string;
  readonly serverId: string;
  readonly meter?: string;
  readonly key?: Key;
  readonly detail: Readonly<Record<string, string>>;
}

/** A month folded from its readings as they were known at `cutoff`. */
export interface MonthUsage {
  readonly month: string;
  /** ISO 8601 with microseconds. */
  readonly cutoff: string;
  /** By meter, then by owner; what is zero is not in it. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<Owner, bigint>>;
  readonly lines: readonly UsageLine[];
  readonly flags: readonly UsageFlag[];
}

/** How good a month's readings of a meter are, in days of subjects. */
export interface MeterCoverage {
  readonly meter: string;
  readonly observed: number;
  readonly estimated: number;
  readonly unknown: number;
}

/** A day of a source without a run that ended well: nothing ran, it failed, or the server was silent. */
export interface SourceGap {
  readonly serverId: string;
  readonly service: string;
  readonly day: string;
  readonly state: 'missing' | 'failed' | 'absent';
}

/** One reading of one subject, down to the run that brought it. */
export interface ExplainedReading {
  readonly day: string;
  readonly slot: 0 | 1 | 2;
  readonly revision: number;
  readonly quality: 'o' | 'a' | 'c' | 's';
  readonly value: bigint | null;
  readonly epoch: bigint | null;
  /** The one that counts among the revisions of its slot. */
  readonly isCurrent: boolean;
  readonly observedAt: Date;
  readonly recordedAt: Date;
  readonly reason: string | null;
  readonly author: string | null;
  readonly run: {
    readonly id: number;
    readonly attempt: number;
    readonly state: string;
    readonly command: string | null;
    readonly toolVersion: string | null;
    readonly rawSha256: string | null;
    /** Why nothing was read. */
    readonly error: string | null;
  } | null;
}
