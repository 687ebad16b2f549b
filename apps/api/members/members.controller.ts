import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Inject, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Desk } from '../http/desk.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { serviceName } from '../servers/server-schemas.js';
import {
  type MemberEdit,
  memberEdit,
  memberStarted,
  memberView,
  type NewMember,
  newMember,
  newPlacement,
} from './member-schemas.js';
import { getSummary, listMembers, showMember } from './member-rows.js';
import { createMember, editMember } from './members.js';
import { placeService } from './placements.js';

const listQuery = z.object(pageQuery);
const serviceParam = serviceName;
const placementView = z.object({
  memberId: z.uuid(),
  service: z.string(),
  server: z.object({ id: z.uuid(), name: z.string() }),
});

@Controller('api/v1/members')
export class MembersController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
    private readonly desk: Desk,
  ) {}

  @Get()
  @Tells({ summary: 'Members, by short name', list: memberView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const after = readCursor(query.cursor, 1);
    const rows = await withScope(this.db, 'all', em => listMembers(em, after, query.limit));
    return page({ path: asked.path, query, limit: query.limit }, rows, row => [row.slug], showMember);
  }

  @Post()
  @Tells({ summary: 'Add a member', status: 202, answer: memberStarted })
  create(@By() asked: Asked, @Body({ schema: newMember }) body: NewMember): Promise<Answer> {
    const id = randomUUID();
    return this.writes.run(asked, { member: id }, em => createMember(em, asked, id, body));
  }

  @Get(':member')
  @Tells({ summary: 'One member, by id or short name', answer: memberView, hasVersion: true })
  async find(@Param('member') reference: string): Promise<Answer> {
    const row = await this.desk.read('member', reference, (em, { id }) => getSummary(em, id));
    return new Answer(200, showMember(row), { etag: etagOf(row.version) });
  }

  @Patch(':member')
  @Tells({ summary: 'Edit a member', status: 202, answer: memberStarted, needsVersion: true })
  async edit(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: memberEdit }) body: MemberEdit,
  ): Promise<Answer> {
    return this.desk.change(asked, 'member', reference, (em, { id }) => editMember(em, asked, id, body));
  }

  @Put(':member/placements/:service')
  @Tells({ summary: 'Choose the server of a service for a member', answer: placementView })
  async place(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Param('service', { schema: serviceParam }) service: z.output<typeof serviceParam>,
    @Body({ schema: newPlacement }) body: z.output<typeof newPlacement>,
  ): Promise<Answer> {
    return this.desk.change(asked, 'member', reference, async (em, { id }) => {
      const placed = await placeService(em, id, service, body.server);
      const plan = showPlan(emptyPlan, asked.language);
      return { answer: asked.isDryRun ? new Answer(200, { isDryRun: true, plan }) : placed };
    });
  }
}
