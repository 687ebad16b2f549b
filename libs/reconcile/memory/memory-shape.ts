import type { Key, Kind, ServiceName } from '../contract.js';
import type { Shape } from '../shape.js';

/** Settings of a thing in memory: anything, and perhaps the key of what must be there before it. */
export interface MemorySpec {
  readonly standsOn?: Key;
  readonly [setting: string]: unknown;
}

/** A shape for things in memory: settings differ when their JSON does. */
export function memoryShape(kind: Kind, service: ServiceName = 'directory'): Shape<MemorySpec> {
  return {
    service,
    kind,
    parse: input => input as MemorySpec,
    differences: (wanted, found) => {
      const names = new Set([...Object.keys(wanted), ...Object.keys(found)]);
      return [...names].filter(name => JSON.stringify(wanted[name]) !== JSON.stringify(found[name])).toSorted();
    },
    identity: [],
    isProbed: true,
  };
}
