import { purgeDue } from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { DATABASE } from '../tokens.js';

/** Asks for the removal of what lay aside through its grace period; the lanes then remove it like any other change. */
@Injectable()
export class Purge {
  readonly #log = new Logger('purge');

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly bell: Bell,
  ) {}

  @OnJob('purge')
  async purge(): Promise<void> {
    const lanes = await purgeDue(this.db);
    if (lanes.length > 0) this.#log.log({ msg: 'grace period over', lanes: lanes.length });
    await this.bell.ring('reconcile', lanes);
  }
}
