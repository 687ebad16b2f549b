import type { Desired, Outcome, ProbeResult, Server } from '@amie/reconcile';
import type { Connections } from '@amie/servers';
import { ImapFlow } from 'imapflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runLane } from '../../contract/run-lane.js';
import { lab } from '../../lab/lab-client.js';
import { epochsFrom, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';

/** Runs the mail lane as the worker would, and tells what became of each thing. */
export async function runMail(
  connections: Connections,
  desired: readonly Desired[],
  server: Server = labServer('mail1'),
): Promise<readonly Outcome[]> {
  return runLane(labDriver('mail', connections), server, newLabLease('mail', epochsFrom()), desired);
}

/** What probing says of each thing, by key. */
export async function probe(
  connections: Connections,
  ...desired: readonly Desired[]
): Promise<Record<string, ProbeResult>> {
  const driver = labDriver('mail', connections);
  await using session = await driver.connect(labServer('mail1'), newLabLease('mail', epochsFrom()));
  return Object.fromEntries(await session.probe(desired));
}

/** A mail program of a person: not signed in yet. */
export function newMailProgram(address: string, password: string): ImapFlow {
  const ca = readFileSync(join(lab.credentials, 'ca/ca.pem'), 'utf8');
  const auth = { user: address, pass: password };
  return new ImapFlow({ host: lab.address('mail1'), port: 993, secure: true, tls: { ca }, auth, logger: false });
}

/** Whether a person's mail program could sign in. */
export async function opensMail(address: string, password: string): Promise<boolean> {
  const program = newMailProgram(address, password);
  program.on('error', () => {});
  try {
    await program.connect();
    await program.logout();
    return true;
  } catch {
    return false;
  }
}
