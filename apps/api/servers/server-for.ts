import { PlacementError, placeMember } from '@amie/database';
import type { ServiceName } from '@amie/reconcile';
import type { Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';

/** The server that carries a service for a member: the only one, or the one named for it. */
export async function serverFor(em: Transaction, memberId: string, service: ServiceName): Promise<string> {
  try {
    return await placeMember(em, memberId, service);
  } catch (error) {
    if (error instanceof PlacementError) throw new Problem(error.code, { service, servers: error.servers });
    throw error;
  }
}
