import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '@amie/config';
import { askQuestion, takeAnswer } from '@amie/database';
import { Bell } from '@amie/queue';
import { Inject, Injectable } from '@nestjs/common';
import type { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { CONFIG, graceEnd } from './config.js';
import { type Located, type PlaceName, reachOf } from './find-member.js';
import { DATABASE, type Database, type Transaction, withScope } from './scope.js';
import { type Written, Writes } from './writes.js';
import { findRow, type ProblemCode } from '../problems/catalogue.js';
import { Problem } from '../problems/problem.js';

/** How long a server is waited for: the schedule answers every five seconds even if the bell was lost. */
const patienceMilliseconds = 8_000;

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
    private readonly bell: Bell,
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

  /** Asks the server of a resource something that only it knows, by way of the worker; throws when it does not answer. */
  async ask(place: PlaceName, reference: string, question: object): Promise<unknown> {
    const found = await reachOf(this.db, place, reference);
    const id = await withScope(this.db, found, em => askQuestion(em, found.id, question));
    await this.bell.ringErrand('questions');
    for (const end = performance.now() + patienceMilliseconds; performance.now() < end; ) {
      const told = await withScope(this.db, found, em => takeAnswer(em, id));
      if (told && 'answer' in told) return told.answer;
      if (told) throw new Problem(findRow(told.problem.code) ? (told.problem.code as ProblemCode) : 'answer-late');
      await pause(50);
    }
    throw new Problem('answer-late');
  }

  /** Until when what is set aside now can be restored. */
  graceEnd(): Date {
    return graceEnd(this.config);
  }
}
