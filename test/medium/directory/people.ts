import type { Desired, Outcome } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { hash } from '@node-rs/argon2';
import { runLane } from '../../contract/run-lane.js';
import { epochsFrom, labCredentials, labDriver, labServer, newLabLease } from '../servers/lab-drivers.js';

/** Runs the directory's lane as the worker would, and tells what became of each thing. */
export async function runDirectory(
  connections: Connections,
  ...desired: readonly Desired[]
): Promise<readonly Outcome[]> {
  const lease = newLabLease('directory', epochsFrom());
  return runLane(labDriver('directory', connections), labServer('dir1'), lease, desired);
}

export const newConnections = (replaced?: Readonly<Record<string, string>>): Connections =>
  new Connections(labCredentials(replaced));

/** The same thing one generation on, with other settings. */
export function edited<Spec>(desired: Desired<Spec>, spec: Partial<Spec> = {}): Desired<Spec> {
  return { ...desired, generation: desired.generation + 1n, spec: { ...desired.spec, ...spec } };
}

/** With a password that is on its way, hashed as the platform does. */
export async function withPassword(desired: Desired, password: string): Promise<Desired> {
  const text = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  return { ...desired, secret: { use: read => read(text) } };
}

/** Codes of what failed, by key. */
export function problemsOf(outcomes: readonly Outcome[]): Record<string, string> {
  const failed = outcomes.filter(one => one.result === 'failed');
  return Object.fromEntries(failed.map(one => [one.desired.key, one.problem.code]));
}
