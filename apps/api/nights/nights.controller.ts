import { askNight } from '@amie/database';
import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { getNight, showNight, showNights } from './night-rows.js';
import { nightsView, nightView } from './night-schemas.js';

const month = z.string().regex(/^20\d\d-(?:0[1-9]|1[0-2])$/);

const nightId = z.coerce.number().int().positive().max(2_147_483_647);

/** Readings of the meters of all servers: how they stand, and asking for tonight's now. */
@Controller('api/v1/nights')
export class NightsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'What was read, what is due, and the gaps of a month', answer: nightsView })
  list(@Query({ schema: z.object({ month: month.optional() }) }) query: { month?: string }): Promise<object> {
    return withScope(this.db, 'all', em => showNights(em, query.month));
  }

  @Get(':id')
  @Tells({ summary: 'One reading of everything that was asked for', answer: nightView })
  one(@Param('id', { schema: nightId }) id: number): Promise<object> {
    return withScope(this.db, 'all', em => getNight(em, id));
  }

  @Post()
  @Tells({ summary: 'Read the meters of all servers now', status: 202, answer: nightView })
  ask(@By() asked: Asked): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => {
      const night = showNight(await askNight(em, asked.actor), id => ({ id, name: id }));
      if (!asked.isDryRun) return { answer: new Answer(202, night), errands: ['readings'] };
      return { answer: new Answer(200, { isDryRun: true, night, plan: showPlan(emptyPlan, asked.language) }) };
    });
  }
}
