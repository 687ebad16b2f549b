import type { Desired, Found, Lane, Lease, Server } from '@amie/reconcile';

/** A desired thing with valid defaults; a test states only what it is about. */
export function newDesired(overrides: Partial<Desired> = {}): Desired {
  const kind = overrides.kind ?? 'leaf';
  const key = overrides.key ?? `${kind}/blue/ada`;
  return {
    id: `id of ${key}`,
    key,
    kind,
    member: key.split('/')[1] ?? 'blue',
    generation: 1n,
    presence: 'present',
    spec: { value: 'one' },
    wasConfirmed: false,
    ...overrides,
  };
}

/** The same thing as its server would show it once all is well. */
export function newFound(desired: Desired, overrides: Partial<Found> = {}): Found {
  return {
    key: desired.key,
    kind: desired.kind,
    presence: desired.presence === 'aside' ? 'aside' : 'present',
    generation: desired.generation,
    spec: desired.spec,
    ...overrides,
  };
}

export function newServer(overrides: Partial<Server> = {}): Server {
  return {
    id: '00000000-0000-4000-8000-000000000001',
    name: 'one',
    address: 'one.servers.test',
    hostKey: 'ssh-ed25519 AAAA',
    settings: {},
    ...overrides,
  };
}

export function newLease(epoch = 1n, overrides: Partial<Lease> = {}): Lease {
  const lane: Lane = { service: 'directory', serverId: newServer().id };
  return { lane, epoch, signal: new AbortController().signal, ...overrides };
}
