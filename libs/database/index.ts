// What lives here: the state of the platform in PostgreSQL. Entities, row-level security, migrations, the doors through
// which the API writes what should be and the worker what is, and the embedded server.
// Every statement runs inside `withScope`; it is the only library that knows TypeORM and SQL tables.
// What may never live here: services (shapes are passed in), servers, the queue, a secret in a row that is not sealed,
// a rule about who may do what.
export type { DataSource, EntityManager } from 'typeorm';
export { planBackups } from './backup-due.js';
export * from './backup-facts.js';
export * from './backup-jobs.js';
export * from './claims.js';
export { desiredByKeys, eachDesired } from './desired-rows.js';
export * from './due-batch.js';
export * from './due-invitations.js';
export * from './due-proofs.js';
export * from './edits.js';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';
export { findEmbeddedUrl } from './embedded-running.js';
export * from './entities/index.js';
export { beat, isWorkerAway } from './heartbeat.js';
export * from './lane-lookups.js';
export * from './leases.js';
export * from './listen-tasks.js';
export * from './ledger/index.js';
export * from './metering/index.js';
export { migrate } from './migrate.js';
export { openDatabase, type OpenOptions } from './open-database.js';
export * from './password-seal.js';
export * from './nights.js';
export * from './passwords.js';
export * from './periods/index.js';
export * from './placement.js';
export { prepareOwner } from './prepare-owner.js';
export * from './preview.js';
export { recordFailedLook, recordInspection, type InspectionOptions } from './record-inspection.js';
export { askQuestion, openQuestions, type Question, type Answered, recordAnswer, takeAnswer } from './questions.js';
export { keepSecret } from './resource-secrets.js';
export { freeAround, type IsProbed, recordOutcomes } from './record-outcomes.js';
export { type Probed, recordProbes } from './record-probes.js';
export { awaitedSignIns, type AwaitedSignIn, recordSignIns } from './sign-ins.js';
export { codeOf, type Scope, withScope } from './scope.js';
export { rows } from './statement.js';
export * from './statements/index.js';
export { dueLanes, type DueLanes, purgeDue } from './sweep.js';
export { addEvents, type TaskEvent, type TaskEventCode } from './task-events.js';
export { endTasks } from './task-progress.js';
export * from './tasks.js';
