import { openQuestions, type Question, type Answered, recordAnswer } from '@amie/database';
import { OnJob } from '@amie/queue';
import { laneName, problemOf, TerminalError } from '@amie/reconcile';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { LaneSessions } from '../lane-sessions.js';
import { DATABASE } from '../tokens.js';

/** Answers what people ask of a server through the API, which reaches none. Reads alone, so it needs no lease. */
@Injectable()
export class AnswerQuestions {
  readonly #log = new Logger('questions');

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly sessions: LaneSessions,
  ) {}

  @OnJob('questions')
  async answer(signal: AbortSignal): Promise<void> {
    const open = await openQuestions(this.db);
    const byLane = Map.groupBy(open, ({ lane }) => laneName(lane));
    await Promise.all([...byLane.values()].map(some => this.#answerLane(some, signal)));
  }

  async #answerLane(some: readonly Question[], signal: AbortSignal): Promise<void> {
    for (const question of some) await recordAnswer(this.db, question.id, await this.#ask(question, signal));
  }

  async #ask({ lane, key, ask }: Question, signal: AbortSignal): Promise<Answered> {
    try {
      await using session = await this.sessions.open({ lane, epoch: 0n, signal });
      if (!session.read) throw new TerminalError('unexpected', `${lane.service} answers no questions`);
      return { answer: await session.read(key, ask) };
    } catch (error) {
      const problem = problemOf(error);
      this.#log.warn({ msg: 'question not answered', lane: laneName(lane), key, ...problem });
      return { problem };
    }
  }
}
