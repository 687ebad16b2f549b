// Door 2 of the services: the code that touches servers. The worker alone opens it.
// A driver observes and writes only what its service owns (README of each); two drivers never fight over an attribute.
// Never here: a decision what should be (the plan is libs/reconcile's), a member's name on a command line, a secret in
// an error. A service adds one folder and one line below.
import type { ServiceDriver } from '@amie/reconcile';
import { Connections, type CredentialReader } from '@amie/servers';
import { directoryDriver } from './directory/directory-driver.js';
import { mailDriver } from './mail/mail-driver.js';

/** The drivers of every service over one set of connections, which they keep warm between runs. */
export interface Drivers extends Disposable {
  readonly drivers: readonly ServiceDriver[];
}

/** Connects to nothing yet; disposing it ends all connections. */
export function openDrivers(credentials: CredentialReader): Drivers {
  const connections = new Connections(credentials);
  const drivers = [directoryDriver(connections), mailDriver(connections)];
  return { drivers, [Symbol.dispose]: () => connections[Symbol.dispose]() };
}
