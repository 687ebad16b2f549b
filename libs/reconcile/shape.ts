import type { Kind, ServiceName } from './contract.js';

/** A name in its namespace (`address`, `site-domain`…). */
export interface UniqueName {
  readonly kind: string;
  readonly name: string;
}

/**
 * What a kind of resource looks like and how two settings compare (door 1 of a service). No I/O: the API plans with it,
 * the worker applies with it.
 */
export interface Shape<Spec = unknown> {
  readonly service: ServiceName;
  readonly kind: Kind;
  /** Parses a spec on its way in and out of the database; throws on anything the grammar does not allow. */
  parse(input: unknown): Spec;
  /** Names of the settings that differ in effect on the server; empty when the server would be left alike. */
  differences(wanted: Spec, found: Spec): readonly string[];
  /** Names nobody else on the platform may have while this one has them; a kind that holds none says nothing. */
  names?(spec: Spec): readonly UniqueName[];
  /** What people call this one; without it, the own name of its key. */
  label?(spec: Spec): string;
  /** Settings that say which thing it is and whose: never taken over from a server. */
  readonly identity: readonly string[];
  /** Whether it is probed before it is ready; otherwise applied is ready. */
  readonly isProbed: boolean;
}
