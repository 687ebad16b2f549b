import type { EntityManager } from 'typeorm';
import type { MeterRun, ReadingRow, ReadingSlot, RecordedRun } from './words.js';

/**
 * Writes what a run read, and that it is done, in this one transaction: subjects seen for the first time, readings,
 * what was expected and did not come (`absent`), the rest of the file system (`house`). A second run of a slot adds
 * nothing; a dated log counted again adds a revision where it holds more. Throws `RunDayError`, `UnknownMeterError`.
 */
export async function recordRun(em: EntityManager, run: MeterRun, given: readonly ReadingRow[]): Promise<RecordedRun> {
  throw new Error(`${String(em)} ${run.service} ${given.length}: not written yet`);
}

/** Writes that a slot will never be read: for the night (slot 0) every gauge that was expected is absent, never zero. */
export async function recordAbsent(em: EntityManager, slot: ReadingSlot, reason: string): Promise<RecordedRun> {
  throw new Error(`${String(em)} ${slot.service} ${reason}: not written yet`);
}
