import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { memberReach } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, type Reach, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { showStatus } from './repository-facts.js';
import { statusView } from './repository-schemas.js';
import { listSources } from './source-rows.js';

const listQuery = z.object({ ...pageQuery, member: z.string().max(64).optional() });

@Controller('api/v1/backups')
export class BackupsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @Tells({ summary: 'Age, size, growth, last success and last proven restore of every backup', list: statusView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const located = query.member ? await memberReach(this.db, query.member) : undefined;
    const reach: Reach = located ?? 'all';
    const memberId = located?.member;
    const after = readCursor(query.cursor, 1)?.[0];
    const rows = await withScope(this.db, reach, em =>
      listSources(em, memberId, after === undefined ? undefined : String(after), query.limit),
    );
    const place = (row: (typeof rows)[number]) => [row.place];
    return page({ path: asked.path, query, limit: query.limit }, rows, place, row => showStatus(row, asked.language));
  }
}
