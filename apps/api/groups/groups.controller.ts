import type { Config } from '@amie/config';
import { type GroupSpec, groupShape } from '@amie/services/resources';
import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { CONFIG, graceEnd } from '../http/config.js';
import { getMember, memberReach, reachOf } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { getResource, listKind } from '../resources/resource-rows.js';
import { groupEdit, type GroupEdit, groupStarted, groupView, newGroup, type NewGroup } from './group-schemas.js';
import { createGroup, editGroup, removeGroup, showGroup } from './groups.js';

const listQuery = z.object(pageQuery);

@Controller('api/v1')
export class GroupsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly writes: Writes,
  ) {}

  @Get('members/:member/groups')
  @Tells({ summary: 'Groups of a member', list: groupView })
  async list(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const reach = await memberReach(this.db, reference);
    const after = readCursor(query.cursor, 1);
    const found = await withScope(this.db, reach, async em => {
      const rows = await listKind<GroupSpec>(em, reach.member, groupShape.kind, after?.[0], query.limit);
      const views: { key: string; view: object }[] = [];
      for (const row of rows) views.push({ key: row.key, view: await showGroup(em, row) });
      return views;
    });
    return page(
      { path: asked.path, query, limit: query.limit },
      found,
      row => [row.key],
      row => row.view,
    );
  }

  @Post('members/:member/groups')
  @Tells({ summary: 'Create a group', status: 202, answer: groupStarted })
  async create(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: newGroup }) body: NewGroup,
  ): Promise<Answer> {
    const reach = await memberReach(this.db, reference);
    return this.writes.run(asked, reach, async em => createGroup(em, asked, await getMember(em, reach.member), body));
  }

  @Get('groups/:id')
  @Tells({ summary: 'One group', answer: groupView, hasVersion: true })
  async find(@Param('id') id: string): Promise<Answer> {
    return withScope(this.db, await reachOf(this.db, 'resource', id), async em => {
      const row = await getResource<GroupSpec>(em, groupShape.kind, id);
      return new Answer(200, await showGroup(em, row), { etag: etagOf(row.generation) });
    });
  }

  @Patch('groups/:id')
  @Tells({
    summary: 'Change who is in a group, or its description',
    status: 202,
    answer: groupStarted,
    needsVersion: true,
  })
  async edit(
    @By() asked: Asked,
    @Param('id') id: string,
    @Body({ schema: groupEdit }) body: GroupEdit,
  ): Promise<Answer> {
    const reach = await reachOf(this.db, 'resource', id);
    return this.writes.run(asked, reach, em => editGroup(em, asked, id, body));
  }

  @Delete('groups/:id')
  @Tells({ summary: 'Move a group to the bin', status: 202, answer: groupStarted, needsVersion: true })
  async remove(@By() asked: Asked, @Param('id') id: string): Promise<Answer> {
    const reach = await reachOf(this.db, 'resource', id);
    return this.writes.run(asked, reach, em => removeGroup(em, asked, id, graceEnd(this.config)));
  }
}
