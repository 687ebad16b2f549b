import { homeToday, listDecisions, recordDecision } from '@amie/database';
import { Body, Controller, Get, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { plainAnswer } from '../days/plain-answer.js';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { decisionView, type NewDecision, newDecision } from './decision-schemas.js';

/** What the board decided: a policy or a month refers to it. Never edited; a wrong record is followed by another. */
@Controller('api/v1/decisions')
export class DecisionsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Decisions of the board, newest first', answer: z.object({ items: z.array(decisionView) }) })
  async list(): Promise<object> {
    return { items: await withScope(this.db, 'all', listDecisions), next: null };
  }

  @Post()
  @Tells({ summary: 'Record what the board decided', status: 201, answer: decisionView })
  record(@By() asked: Asked, @Body({ schema: newDecision }) body: NewDecision): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => {
      if (body.takenOn > (await homeToday(em))) throw new Problem('decision-in-future', { day: body.takenOn });
      const made = await recordDecision(em, { ...body, recordedBy: asked.actor });
      return { answer: plainAnswer(asked, 201, made) };
    });
  }
}
