// Heart of the platform: the driver contract, the plan, the run that makes a lane match what is desired, the breaker.
// Pure: values in, values out; servers are reached only through the session that is passed in, and `memory/` fakes one.
// Never here: a network or file call, a clock, a random number, a database, the name of a service's own setting.
// One path makes, edits, sets aside, restores, purges and repairs: observe → plan → apply → commit → observe again.
// It imports no other library of the house.
export * from './breaker.js';
export * from './contract.js';
export * from './errors.js';
export * from './inspect-lane.js';
export * from './lease.js';
export * from './memory/index.js';
export * from './outcome.js';
export * from './plan.js';
export * from './problem.js';
export * from './reconcile-batch.js';
export * from './shape.js';
export * from './summarise.js';
