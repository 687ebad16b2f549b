import type { Config } from '@amie/config';
import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { CONFIG, graceEnd } from './config.js';
import { type Located, type PlaceName, reachOf } from './find-member.js';
import { DATABASE, type Database, type Transaction, withScope } from './scope.js';
import { type Written, Writes } from './writes.js';

/**
 * What a controller of a member's things works with: it finds what a path names, and reads or changes it within the
 * reach of the member it belongs to, never beyond.
 */
@Injectable()
export class Desk {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) readonly config: Config,
    private readonly writes: Writes,
  ) {}

  async read<Result>(
    place: PlaceName,
    reference: string,
    look: (em: Transaction, found: Located) => Promise<Result>,
  ): Promise<Result> {
    const found = await reachOf(this.db, place, reference);
    return withScope(this.db, found, em => look(em, found));
  }

  /** As `Writes.run`: one transaction, taken back in a dry run. */
  async change(
    asked: Asked,
    place: PlaceName,
    reference: string,
    make: (em: Transaction, found: Located) => Promise<Written>,
  ): Promise<Answer> {
    const found = await reachOf(this.db, place, reference);
    return this.writes.run(asked, found, em => make(em, found));
  }

  /** Until when what is set aside now can be restored. */
  graceEnd(): Date {
    return graceEnd(this.config);
  }
}
