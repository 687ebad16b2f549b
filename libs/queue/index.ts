// The bell: tells the worker which lane to look at. BullMQ in Redis or in PostgreSQL, or no queue at all.
// A job carries a key and nothing else; the whole queue may be lost, doubled or reordered and nothing is lost with it.
// What may never live here: what a job does, the state of anything, a payload that says more than where to look.
export { Bell } from './bell.js';
export type { QueueConfig, QueueRole } from './connection.js';
export { type ConsumerTimes, defaultTimes } from './consumer.js';
export { callKey, type Errand, errands, type JobName, jobNames, type LaneJob, laneJobs, queueName } from './jobs.js';
export { migrateQueue } from './migrate-queue.js';
export { type ErrandWork, type LaneWork, OnJob } from './on-job.js';
export { QueueModule } from './queue-module.js';
