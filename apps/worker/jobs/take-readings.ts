import { beginNights, endNights } from '@amie/database';
import { OnJob } from '@amie/queue';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Readings } from '../readings.js';
import { DATABASE } from '../tokens.js';

/** Reads the meters that are due, and those somebody asked for. Which those are, the database says. */
@Injectable()
export class TakeReadings {
  readonly #log = new Logger('readings');

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly readings: Readings,
  ) {}

  @OnJob('readings')
  async take(signal: AbortSignal): Promise<void> {
    const nights = await beginNights(this.db);
    const outcome = await this.readings.take(signal, nights.length > 0);
    if (outcome.read + outcome.absent > 0) this.#log.log({ msg: 'meters read', ...outcome });
    // What was cut short is begun again by whoever comes next.
    if (nights.length > 0 && !signal.aborted) await endNights(this.db, nights, outcome);
  }
}
