import type { ServiceError } from './errors.js';
import type { Lease } from './lease.js';

/** One word per service, the same in the driver folder, the Ansible role, the agent module and the test. */
export type ServiceName = 'directory' | 'mail' | 'web' | 'backup';

/** A kind of resource inside a service, as its shape names it: `account`, `mailbox`, `shared-address`… */
export type Kind = string;

/** Name of one resource on its server, `<kind>/<member slug>[/<own name>]`; chosen with the row, never given to another owner. */
export type Key = string;

/**
 * What should be there: `present` (in use), `aside` (disabled, data kept, restorable) or `absent` (purged).
 * A delete goes present → aside → absent; a resource missing from what is desired is an orphan, never a delete.
 */
export type Presence = 'present' | 'aside' | 'absent';

/** One resource as the database wants it. */
export interface Desired<Spec = unknown> {
  readonly id: string;
  readonly key: Key;
  readonly kind: Kind;
  /** Member id; batches go round-robin by it. */
  readonly member: string;
  readonly generation: bigint;
  readonly presence: Presence;
  readonly spec: Spec;
  /** Confirmed on the server before: its absence from a complete read counts for the breaker. */
  readonly wasConfirmed: boolean;
  /** Write-only value the driver sends and never observes (a password hash still pending); no plan shows it. */
  readonly secret?: SecretText;
}

/** A value that only the driver unwraps; it cannot be printed or serialised (libs/values Secret). */
export interface SecretText {
  use<Result>(read: (text: string) => Result): Result;
}

/** One resource as its server shows it. */
export interface Found<Spec = unknown> {
  readonly key: Key;
  readonly kind: Kind;
  readonly presence: 'present' | 'aside';
  /** Generation written beside the thing; undefined where the server cannot keep one, 0 where it could and has none. */
  readonly generation?: bigint;
  readonly spec: Spec;
  /** Last time its owner used it, where the server tells. A fact about use: no part of a plan, never a difference. */
  readonly lastUsedAt?: Date;
  /** What else the server tells of it (until when a certificate is good), kept for people to read: never a difference. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A complete read of the keys asked for: what is not in it is absent. An incomplete read throws `IncompleteReadError`. */
export type Observed<Spec = unknown> = ReadonlyMap<Key, Found<Spec>>;

export type Action = 'create' | 'update' | 'set-aside' | 'restore' | 'purge';

/** One step of a plan. `fields` names what differs, for people; it may be empty when only the generation rises. */
export interface Change<Spec = unknown> {
  readonly action: Action;
  readonly desired: Desired<Spec>;
  readonly found?: Found<Spec>;
  readonly fields: readonly string[];
}

/** Whether the thing works as its user would use it; `full` is a mailbox at its limit, healthy all the same. */
export type ProbeResult =
  | { readonly outcome: 'ready' | 'full' }
  | {
      readonly outcome: 'broken' | 'unknown';
      readonly detail: string /** Of the catalogue, when more is known. */;
      readonly code?: string;
    };

/** Units of meters: every amount is a whole number of them. */
export type MeterUnit = 'KiB' | 'bytes' | 'count' | 'messages' | 'entries' | 'attendee-min' | 'minutes';

/**
 * What is measured. `gauge`: how much there is now; `daily`: how much a local day held, counted again from a dated log;
 * `cumulative`: a counter with an epoch; `event`: booked by people, never read from a server.
 */
export interface Meter {
  readonly name: string;
  readonly unit: MeterUnit;
  readonly form: 'gauge' | 'daily' | 'cumulative' | 'event';
  /** Kind of its subjects; `unit` is the member as a whole. Never a kind that stands for one person. */
  readonly of: Kind;
}

/** One amount of a meter; `absent` is a value of its own and never zero (design: metering). */
export interface Reading {
  readonly meter: string;
  /** Its subject. */
  readonly key: Key;
  readonly value: bigint | 'absent';
  /** Local day it is about, `YYYY-MM-DD`: of daily meters, and only once that day has ended. */
  readonly day?: string;
}

/** All meters of a lane, read in one pass, with what lets anybody check where the amounts come from. */
export interface Measurement {
  readonly readings: readonly Reading[];
  /** What was asked of the server, in words of its own tools. */
  readonly command: string;
  readonly toolVersion: string;
  /** SHA-256, in hexadecimal, of all that the tools answered. */
  readonly rawSha256: string;
  /** What the file system itself counts of all there is of a meter: the sum of the readings must be that. */
  readonly control?: { readonly meter: string; readonly total: bigint };
  /** The server's own clock, in seconds since 1970, where it tells. */
  readonly serverTime?: number;
}

/** A shared machine that carries services; secrets are found by its name in the credentials folder. */
export interface Server {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  /** OpenSSH public key line, pinned. */
  readonly hostKey: string;
  /** Non-secret settings of its services (base DN, domain of the daemons…), parsed by each driver. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What a commit refused, each for a reason of its own. */
export type Refusals = ReadonlyMap<Key, ServiceError>;

export interface ServiceDriver<Spec = unknown> {
  readonly service: ServiceName;
  /** Kinds are created in this order and removed in reverse. */
  readonly order: readonly Kind[];
  connect(server: Server, lease: Lease): Promise<ServiceSession<Spec>>;
}

export interface ServiceSession<Spec = unknown> extends AsyncDisposable {
  /** How many `apply` calls may be in flight at once. */
  readonly width: number;
  /** Whether a commit costs its server so much (a reload) that a batch waits for one, instead of a few things going ahead. */
  readonly isCommitCostly?: boolean;
  /** What the server tells of itself (which versions it has), kept with its lane for people to choose from. Never writes. */
  facts?(): Promise<Readonly<Record<string, unknown>>>;
  /** Reads the keys asked for, or everything of the lane. Never writes; incomplete reads throw. */
  observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed<Spec>>;
  /** Makes one change so; twice equals once; refuses to undo a newer generation (`StaleGenerationError`). */
  apply(change: Change<Spec>): Promise<void>;
  /**
   * Called after the changes of a chunk, before they are observed again: validate, swap, reload, or put back what was
   * there. May name changes of an earlier run that died before its commit; twice equals once. Returns those that could
   * not be committed and why, the others being so; throws what concerns them all.
   */
  commit(changes: readonly Change<Spec>[]): Promise<Refusals | void>;
  /** Uses each thing as its user would; leaves nothing behind and triggers nothing. */
  probe(wanted: readonly Desired<Spec>[]): Promise<ReadonlyMap<Key, ProbeResult>>;
  /**
   * Answers a question about one thing that only its server can answer (the end of a log), where the service has such.
   * Parses the question, never writes.
   */
  read?(key: Key, ask: unknown): Promise<unknown>;
  /**
   * All meters of this lane in one pass; never writes. What it could not read it calls absent, or it throws: a listing
   * that lacks something provisioned is noticed by whoever knows what should be there.
   */
  measure(): Promise<Measurement>;
  /** Highest epoch the server itself remembers for this lane, where it keeps one (agent). */
  lastEpoch(): Promise<bigint | undefined>;
}
