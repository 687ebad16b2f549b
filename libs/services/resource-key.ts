import type { Key, Kind } from '@amie/reconcile';

/** The parts of a key, `<kind>/<member slug>[/<own name>]`. The name of a member's own unit is its slug. */
export interface KeyParts {
  readonly kind: Kind;
  readonly slug: string;
  readonly name: string;
}

/** Splits a key; what its parts may hold is checked where a DN is made of them. */
export function partsOf(key: Key): KeyParts {
  const [kind = '', slug = '', ...rest] = key.split('/');
  return { kind, slug, name: rest.length > 0 ? rest.join('/') : slug };
}
