import type { Config } from '@amie/config';
import { beat, dueLanes } from '@amie/database';
import { Bell, laneJobs } from '@amie/queue';
import { type Lane, laneName } from '@amie/reconcile';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { CONFIG, DATABASE } from './tokens.js';

/** Sweeps in a row that may find a lane due before the queue is no longer trusted with it. */
const patience = 3;

/**
 * Rings every due lane again: what a lost ring, a flushed queue or a killed worker left behind. A lane that was rung in
 * vain several times runs here, past the queue; its lease still lets only one run. Each sweep is a sign of life, too.
 */
@Injectable()
export class Sweep {
  #rung = new Map<string, number>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  async sweep(): Promise<void> {
    await beat(this.db, this.config.sweepSeconds);
    const due = await dueLanes(this.db);
    const rung = new Map<string, number>();
    for (const job of laneJobs) {
      const count = (lane: Lane) => (this.#rung.get(`${job} ${laneName(lane)}`) ?? 0) + 1;
      for (const lane of due[job]) rung.set(`${job} ${laneName(lane)}`, count(lane));
      await this.bell.ring(job, due[job]);
      this.bell.runHere(
        job,
        due[job].filter(lane => count(lane) > patience),
      );
    }
    this.#rung = rung;
  }
}
