import { Body, Controller, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { membershipsView, moment, partsEnd, partsView, type PartsWish, partsWish } from './membership-schemas.js';
import { giveParts, membershipsOn, partsHistory, takeParts } from './memberships.js';

const listQuery = z.object({ on: moment.optional().describe('Now unless said.') });

/** The parts of members over time. What they add up to is of all members, so each change sees them all. */
@Controller('api/v1/memberships')
export class MembershipsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Who has how many parts, and how many are sold of those on offer', answer: membershipsView })
  list(@By() asked: Asked, @Query({ schema: listQuery }) { on }: z.output<typeof listQuery>): Promise<object> {
    return withScope(this.db, 'all', em => membershipsOn(em, on ?? null, asked.language));
  }

  @Get(':member')
  @Tells({ summary: 'The parts of a member over time, and what was recorded before', answer: partsView })
  find(@By() asked: Asked, @Param('member') reference: string): Promise<object> {
    return withScope(this.db, 'all', async em => {
      const { id, slug } = await getMember(em, reference);
      return partsHistory(em, id, slug, asked.language);
    });
  }

  @Put(':member')
  @Tells({ summary: 'Give a member so many parts from a moment on', answer: partsView })
  set(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: partsWish }) body: PartsWish,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => giveParts(em, asked, reference, body));
  }

  @Post(':member/end')
  @Tells({ summary: 'End the parts of a member', answer: partsView })
  end(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: partsEnd }) { on }: z.output<typeof partsEnd>,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => takeParts(em, asked, reference, on));
  }
}
