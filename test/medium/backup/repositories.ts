import type { Desired } from '@amie/reconcile';
import { repositoryKey, type RepositorySpec } from '@amie/services/resources';
import { wanted } from '../servers/lab-drivers.js';
import { keyOf } from './fake-agents.js';

/** A repository that mail1 backs up to, at generation 1. */
export function newRepository(name: string, changes: Partial<RepositorySpec> = {}): Desired<RepositorySpec> {
  const sources = [{ server: 'mail1', turn: 1 }];
  const spec = { slug: 'la-recre', name, limitKib: 102_400, sources, machines: [], escrowKey: null, ...changes };
  return wanted('repository', repositoryKey(spec), spec);
}

/** The same one generation on, with a larger limit and one more machine. */
export function editRepository(desired: Desired): Desired<RepositorySpec> {
  const spec = desired.spec as RepositorySpec;
  const machines = [...spec.machines, { label: `m${spec.machines.length}`, publicKey: keyOf('laptop') }];
  return {
    ...desired,
    generation: desired.generation + 1n,
    spec: { ...spec, limitKib: spec.limitKib + 1, machines },
  };
}
