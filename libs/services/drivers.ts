// Door 2 of the services: the code that touches servers. The worker alone opens it.
// A driver observes and writes only what its service owns (README of each); two drivers never fight over an attribute.
// Never here: a decision what should be (the plan is libs/reconcile's), a member's name on a command line, a secret in
// an error. A service adds one folder and one line below.
import type { ServiceDriver } from '@amie/reconcile';
import { Connections, type CredentialReader } from '@amie/servers';
import { backupDriver } from './backup/backup-driver.js';
import { directoryDriver } from './directory/directory-driver.js';
import { mailDriver } from './mail/mail-driver.js';
import { webDriver } from './web/web-driver.js';

export { asBackupSession, type BackupSession } from './backup/backup-driver.js';
export type { ArchiveReport, JobReport, SourceAgent } from './backup/source-agent.js';

/** The drivers of every service over one set of connections, kept warm between runs; disposing it ends them all. */
export type Drivers = readonly ServiceDriver[] & Disposable;

/** Connects to nothing yet. */
export function makeDrivers(credentials: CredentialReader): Drivers {
  const connections = new Connections(credentials);
  const drivers = [
    directoryDriver(connections),
    mailDriver(connections),
    backupDriver(connections),
    webDriver(connections),
  ];
  return Object.assign(drivers, { [Symbol.dispose]: () => connections[Symbol.dispose]() });
}
