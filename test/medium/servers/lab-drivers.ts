import { Credentials } from '@amie/config';
import type { Desired, Kind, Lease, Server, ServiceDriver, ServiceName } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { directoryDriver } from '../../../libs/services/directory/directory-driver.js';
import { mailDriver } from '../../../libs/services/mail/mail-driver.js';
import { lab, type LabServer } from '../../lab/lab-client.js';

/** Base of the lab's directory. */
export const baseDn = 'dc=amie,dc=test';

/** A server of the lab as the platform knows it. */
export function labServer(name: LabServer, changes: Partial<Server> = {}): Server {
  const directory = { name: 'dir1', address: lab.address('dir1') };
  const settings = name === 'mail1' ? { directory } : {};
  return { id: name, name, address: lab.address(name), hostKey: lab.hostKey(name), settings, ...changes };
}

/** The worker's credentials, or one of them replaced. */
export function labCredentials(replaced: Readonly<Record<string, string>> = {}): Pick<Credentials, 'read'> {
  const real = new Credentials(lab.credentials);
  const read: Credentials['read'] = path => {
    const text = replaced[path];
    return text === undefined ? real.read(path) : ({ use: show => show(text) } as ReturnType<Credentials['read']>);
  };
  return { read };
}

export function labDriver(service: 'directory' | 'mail', connections: Connections): ServiceDriver {
  return service === 'directory' ? directoryDriver(connections) : mailDriver(connections);
}

/** Above what servers remember of earlier tests; later calls give higher numbers. */
export const epochsFrom = (): bigint => BigInt(Date.now()) * 10_000n;

export function newLabLease(service: ServiceName, epoch: bigint, signal = AbortSignal.timeout(60_000)): Lease {
  return { lane: { service, serverId: 'lab' }, epoch, signal };
}

/** A member's slug that no test has had. */
export const newSlug = (): string => `t${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;

/** Something that should be, at generation 1 and never confirmed. */
export function wanted<Spec>(kind: Kind, key: string, spec: Spec, changes: Partial<Desired<Spec>> = {}): Desired<Spec> {
  const fixed = { id: key, member: key.split('/')[1] ?? '', generation: 1n, presence: 'present' as const };
  return { kind, key, spec, wasConfirmed: false, ...fixed, ...changes };
}
