import { addProvision, type CostRow, costsOfYear, provisionsOfYear, type ProvisionRow, setCost } from '@amie/database';
import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import type { z } from 'zod';
import { plainAnswer } from '../days/plain-answer.js';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import {
  costList,
  costSetView,
  type CostWish,
  newCost,
  newProvision,
  ofYear,
  provisionList,
  provisionView,
  type ProvisionWish,
} from './statement-schemas.js';

/** What a month really cost, and what members were asked to pay ahead: rows are added, never changed. */
@Controller('api/v1')
export class CostsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get('costs')
  @Tells({ summary: 'Costs of a year, row by row', answer: costList })
  costs(@Query({ schema: ofYear }) { year }: z.output<typeof ofYear>): Promise<object> {
    return withScope(this.db, 'all', async em => ({ year, items: (await costsOfYear(em, year)).map(showCost) }));
  }

  @Post('costs')
  @Tells({ summary: 'Set the real cost of a month', status: 201, answer: costSetView })
  cost(@By() asked: Asked, @Body({ schema: newCost }) { month, cents, note }: CostWish): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => {
      const made = await setCost(em, { month, cents: BigInt(cents), note, by: asked.actor });
      const body = { month, cents, recorded: made ? showCost(made) : null };
      return { answer: plainAnswer(asked, made ? 201 : 200, body) };
    });
  }

  @Get('provisions')
  @Tells({ summary: 'Provisions of a year, row by row', answer: provisionList })
  provisions(@Query({ schema: ofYear }) { year, member }: z.output<typeof ofYear>): Promise<object> {
    return withScope(this.db, 'all', async em => {
      const only = member === undefined ? undefined : (await getMember(em, member)).slug;
      const found = await provisionsOfYear(em, year);
      return { year, items: found.filter(row => only === undefined || row.member === only).map(showProvision) };
    });
  }

  @Post('provisions')
  @Tells({ summary: 'Record what a member pays ahead, or takes back', status: 201, answer: provisionView })
  provision(@By() asked: Asked, @Body({ schema: newProvision }) wish: ProvisionWish): Promise<Answer> {
    const { member, month, cents, note } = wish;
    return this.writes.run(asked, 'all', async em => {
      const { id } = await getMember(em, member);
      const row = { memberId: id, month, cents: BigInt(cents), note, by: asked.actor };
      return { answer: plainAnswer(asked, 201, showProvision(await addProvision(em, row))) };
    });
  }
}

const showCost = ({ id, month, cents, note, recordedBy, recordedAt }: CostRow) => ({
  id,
  month,
  cents: String(cents),
  note,
  recordedBy,
  recordedAt: recordedAt.toISOString(),
});

const showProvision = (row: ProvisionRow) => ({ ...showCost(row), member: row.member });
