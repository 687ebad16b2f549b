import type { Config } from '@amie/config';
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { CONFIG } from '../http/config.js';
import { getMember, memberReach, reachOf } from '../http/find-member.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { importQuery, importView } from './import-schemas.js';
import { showImport } from './import-view.js';
import { approveImport, getImport, planImport } from './imports.js';
import { readDomain } from './read-table.js';
import { tableTypes } from './table-types.js';

const approved = taskStarted.extend({ importId: z.uuid(), bad: z.number().int() });

@Controller('api/v1')
export class ImportsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly writes: Writes,
  ) {}

  @Post('members/:member/imports')
  @Tells({
    summary: 'Check a table of people and plan it; nothing changes before it is approved',
    status: 201,
    answer: importView,
    bodyTypes: tableTypes,
  })
  async plan(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: importQuery }) query: z.output<typeof importQuery>,
    @Body() body: unknown,
  ): Promise<Answer> {
    if (!Buffer.isBuffer(body)) throw new Problem('file-empty');
    const domain = readDomain(query.domain);
    const { extraSuffixes } = this.config;
    const rules = { ...(domain && { domain }), extraSuffixes, allowReserved: query.allowReserved };
    const reach = await memberReach(this.db, reference);
    return this.writes.run(asked, reach, async em =>
      planImport(em, asked, await getMember(em, reach.member), { bytes: body, rules }),
    );
  }

  @Get('imports/:import')
  @Tells({ summary: 'A checked table and its plan', answer: importView })
  async find(@By() asked: Asked, @Param('import') id: string): Promise<object> {
    const reach = await reachOf(this.db, 'people_import', id);
    return withScope(this.db, reach, async em => showImport(await getImport(em, id), asked.language));
  }

  @Post('imports/:import/approve')
  @Tells({ summary: 'Apply the good rows as one task; twice is once', status: 202, answer: approved })
  async approve(@By() asked: Asked, @Param('import') id: string): Promise<Answer> {
    const reach = await reachOf(this.db, 'people_import', id);
    return this.writes.run(asked, reach, em => approveImport(em, asked, id));
  }
}
