import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Desk } from '../http/desk.js';
import { memberReach } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, type Reach, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { listBin, showBinRow } from './bin-rows.js';
import { purgeFromBin, restoreFromBin } from './empty-bin.js';

const listQuery = z.object({ ...pageQuery, member: z.string().max(64).optional() });
const purgeBody = z.strictObject({ confirm: z.string().min(1).max(320).describe('The name or address, repeated.') });
const binView = z.object({
  id: z.uuid(),
  kind: z.string().describe('`person`, or a kind of resource.'),
  memberId: z.uuid(),
  name: z.string(),
  address: z.string().nullable(),
  setAsideAt: z.iso.datetime(),
  setAsideBy: z.string().nullable(),
  restorableUntil: z.iso.datetime().nullable(),
});

@Controller('api/v1/bin')
export class BinController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly desk: Desk,
  ) {}

  @Get()
  @Tells({ summary: 'What can still be restored: what, when, by whom, until when', list: binView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const reach: Reach = query.member ? await memberReach(this.db, query.member) : 'all';
    const memberId = reach === 'all' ? undefined : reach.member;
    const after = readCursor(query.cursor, 2);
    const rows = await withScope(this.db, reach, em => listBin(em, memberId, after, query.limit));
    const key = (row: (typeof rows)[number]): string[] => [row.deleted_text, row.id];
    return page({ path: asked.path, query, limit: query.limit }, rows, key, showBinRow);
  }

  @Post(':id/restore')
  @Tells({ summary: 'Bring it back, with its data', status: 202, answer: taskStarted })
  restore(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'in-bin', reference, (em, { id }) => restoreFromBin(em, asked, id));
  }

  @Post(':id/purge')
  @Tells({ summary: 'Delete it for good, now', status: 202, answer: taskStarted })
  purge(
    @By() asked: Asked,
    @Param('id') reference: string,
    @Body({ schema: purgeBody }) body: z.output<typeof purgeBody>,
  ): Promise<Answer> {
    return this.desk.change(asked, 'in-bin', reference, (em, { id }) => purgeFromBin(em, asked, id, body.confirm));
  }
}
