import { Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { isUuid, memberReach } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, type Reach, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { notFound } from '../problems/problem.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { adoptDrift, correctDrift, ignoreDrift } from './decide-drift.js';
import { getDrift, listDrift } from './drift-rows.js';
import { driftView, showDrift } from './drift-view.js';

const listQuery = z.object({
  ...pageQuery,
  member: z.string().max(64).optional(),
  all: z.stringbool().default(false).describe('Also what was ignored or resolved.'),
});
const started = taskStarted.extend({ drift: driftView });

@Controller('api/v1/drift')
export class DriftController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Drift and orphans, newest first', list: driftView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const reach: Reach = query.member ? await memberReach(this.db, query.member) : 'all';
    const memberId = reach === 'all' ? undefined : reach.member;
    const after = readCursor(query.cursor, 2);
    const rows = await withScope(this.db, reach, em => listDrift(em, { ...query, memberId, after }));
    const key = (row: (typeof rows)[number]): string[] => [row.detected_text, row.id];
    const show = (row: (typeof rows)[number]): object => showDrift(row, asked.language);
    return page({ path: asked.path, query, limit: query.limit }, rows, key, show);
  }

  @Get(':drift')
  @Tells({ summary: 'One drift or orphan', answer: driftView })
  find(@By() asked: Asked, @Param('drift') id: string): Promise<object> {
    return withScope(this.db, 'all', async em => showDrift(await getDrift(em, known(id)), asked.language));
  }

  // An orphan may belong to no member, so drift is read within everyone's reach.
  @Post(':drift/adopt')
  @Tells({ summary: 'Make what the server shows the rule', status: 202, answer: started })
  adopt(@By() asked: Asked, @Param('drift') id: string): Promise<Answer> {
    return this.writes.run(asked, 'all', em => adoptDrift(em, asked, known(id)));
  }

  @Post(':drift/correct')
  @Tells({ summary: 'Bring the server back to what was asked', status: 202, answer: started })
  correct(@By() asked: Asked, @Param('drift') id: string): Promise<Answer> {
    return this.writes.run(asked, 'all', em => correctDrift(em, asked, known(id)));
  }

  @Post(':drift/ignore')
  @Tells({ summary: 'Leave it as it is', answer: driftView })
  ignore(@By() asked: Asked, @Param('drift') id: string): Promise<Answer> {
    return this.writes.run(asked, 'all', em => ignoreDrift(em, asked, known(id)));
  }
}

function known(id: string): string {
  if (!isUuid(id)) throw notFound(id);
  return id;
}
