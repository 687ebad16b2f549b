// Door 1 of the services: shapes, keys and order of every kind of resource.
// No I/O lives here, ever: the API plans with this door. Code that touches a server is behind `drivers.ts`.
// A service adds one folder and its lines below.
import type { Shape } from '@amie/reconcile';
import { repositoryShape } from './backup/shape.js';
import { accountShape, groupShape, unitShape } from './directory/shape.js';
import { domainShape, mailboxShape, sharedAddressShape } from './mail/shape.js';
import { siteAccessShape, siteDatabaseShape, siteShape } from './web/shape.js';

export * from './backup/shape.js';
export * from './directory/shape.js';
export * from './mail/shape.js';
export * from './web/shape.js';
export { nounFor, settingName } from './words.js';
export { fieldsThatDiffer } from './fields-that-differ.js';
export { type ListedMeter, meters } from './meters.js';
export { type ServiceProblemCode, serviceProblemCodes } from './problem-codes.js';

/** Every kind of resource there is. */
export const shapes: readonly Shape[] = [
  unitShape,
  accountShape,
  groupShape,
  domainShape,
  mailboxShape,
  sharedAddressShape,
  repositoryShape,
  siteShape,
  siteDatabaseShape,
  siteAccessShape,
] as readonly Shape[];

const byKind = new Map(shapes.map(shape => [shape.kind, shape]));

/** The shape of a kind; throws on a kind no service has. */
export function getShape(kind: string): Shape {
  const shape = byKind.get(kind);
  if (!shape) throw new Error(`no service has the kind ${kind}`);
  return shape;
}
