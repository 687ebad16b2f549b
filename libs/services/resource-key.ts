import type { Key, Kind } from '@amie/reconcile';
import { valueRefused } from './refused.js';

/** The parts of a key, `<kind>/<member slug>[/<own name>]`. The name of a member's own unit is its slug. */
export interface KeyParts {
  readonly kind: Kind;
  readonly slug: string;
  readonly name: string;
}

/** Throws `value-refused` on what is no key at all; what its parts may hold is checked where they are used. */
export function partsOf(key: Key): KeyParts {
  const [kind, slug, name = slug, ...rest] = key.split('/');
  if (!kind || !slug || !name || rest.length > 0) throw valueRefused('key', key);
  return { kind, slug, name };
}
