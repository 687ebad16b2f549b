import { getShape } from '@amie/services/resources';

/** What is needed to call a resource by the name people know. */
export interface Labelled {
  readonly kind: string;
  readonly key: string;
  readonly spec: unknown;
}

/** What people call a resource: what its shape says, else the own name of its key. */
export function labelOf({ kind, key, spec }: Labelled): string {
  return getShape(kind).label?.(spec) ?? key.split('/').slice(2).join('/');
}
