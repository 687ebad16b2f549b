import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { type NewServer, newServer, type ServerEdit, serverEdit, serverView } from './server-schemas.js';
import { getServer, listServers } from './server-rows.js';
import { addServer, editServer, showServer } from './servers.js';

const listQuery = z.object(pageQuery);

@Controller('api/v1/servers')
export class ServersController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Servers and the state of their lanes', list: serverView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const after = readCursor(query.cursor, 1);
    const found = await withScope(this.db, 'all', async em => {
      const rows = await listServers(em, after?.[0], query.limit);
      const views: { name: string; view: object }[] = [];
      for (const row of rows) views.push({ name: row.name, view: await showServer(em, row, asked) });
      return views;
    });
    return page(
      { path: asked.path, query, limit: query.limit },
      found,
      row => [row.name],
      row => row.view,
    );
  }

  @Post()
  @Tells({ summary: 'Register a server made ready by Ansible', status: 201, answer: serverView, hasVersion: true })
  add(@By() asked: Asked, @Body({ schema: newServer }) body: NewServer): Promise<Answer> {
    return this.writes.run(asked, 'all', em => addServer(em, asked, body));
  }

  @Get(':server')
  @Tells({ summary: 'One server, by id or name', answer: serverView, hasVersion: true })
  find(@By() asked: Asked, @Param('server') reference: string): Promise<Answer> {
    return withScope(this.db, 'all', async em => {
      const row = await getServer(em, reference);
      return new Answer(200, await showServer(em, row, asked), { etag: etagOf(row.version) });
    });
  }

  @Patch(':server')
  @Tells({ summary: 'Edit a server', answer: serverView, needsVersion: true })
  edit(
    @By() asked: Asked,
    @Param('server') reference: string,
    @Body({ schema: serverEdit }) body: ServerEdit,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => editServer(em, asked, reference, body));
  }
}
