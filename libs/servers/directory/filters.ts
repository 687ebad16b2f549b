import { AndFilter, EqualityFilter, type Filter, GreaterThanEqualsFilter, NotFilter, OrFilter } from 'ldapts';

/** A search filter (RFC 4511). Built from parts, never from text, so a value cannot change its meaning. */
export type DirectoryFilter = Filter;

export const equals = (attribute: string, value: string): DirectoryFilter => new EqualityFilter({ attribute, value });

export const atLeast = (attribute: string, value: bigint): DirectoryFilter =>
  new GreaterThanEqualsFilter({ attribute, value: String(value) });

export const not = (filter: DirectoryFilter): DirectoryFilter => new NotFilter({ filter });

export const allOf = (...filters: DirectoryFilter[]): DirectoryFilter => new AndFilter({ filters });

export const anyOf = (...filters: DirectoryFilter[]): DirectoryFilter => new OrFilter({ filters });

/**
 * Holds while the entry carries no newer generation than the given one, or none at all. Negated on purpose: a missing
 * attribute must pass, and a plain `<=` would refuse it.
 */
export const notNewerThan = (attribute: string, generation: bigint): DirectoryFilter =>
  not(atLeast(attribute, generation + 1n));
