import {
  type Desired,
  type Lease,
  type Outcome,
  reconcileBatch,
  type Server,
  type ServiceDriver,
} from '@amie/reconcile';
import { getShape } from '@amie/services/resources';

/** Runs a lane once as the worker would, and tells what became of each thing. */
export async function runLane(
  driver: ServiceDriver,
  server: Server,
  lease: Lease,
  desired: readonly Desired[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  await using session = await driver.connect(server, lease);
  await reconcileBatch({
    session,
    order: driver.order,
    shapeOf: getShape,
    desired,
    signal: lease.signal,
    onOutcomes: async told => void outcomes.push(...told),
  });
  return outcomes;
}
