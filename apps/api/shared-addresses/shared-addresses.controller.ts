import type { Config } from '@amie/config';
import { type SharedAddressSpec, sharedAddressShape } from '@amie/services/resources';
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
import {
  sharedAddressEdit,
  type SharedAddressEdit,
  sharedAddressStarted,
  sharedAddressView,
  newSharedAddress,
  type NewSharedAddress,
} from './shared-address-schemas.js';
import { createSharedAddress, editSharedAddress, removeSharedAddress, showSharedAddress } from './shared-addresses.js';

const listQuery = z.object(pageQuery);

@Controller('api/v1')
export class SharedAddressesController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly writes: Writes,
  ) {}

  @Get('members/:member/shared-addresses')
  @Tells({ summary: 'Shared addresses of a member', list: sharedAddressView })
  async list(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const reach = await memberReach(this.db, reference);
    const after = readCursor(query.cursor, 1);
    const found = await withScope(this.db, reach, async em => {
      const rows = await listKind<SharedAddressSpec>(
        em,
        reach.member,
        sharedAddressShape.kind,
        after?.[0],
        query.limit,
      );
      const views: { key: string; view: object }[] = [];
      for (const row of rows) views.push({ key: row.key, view: await showSharedAddress(em, row) });
      return views;
    });
    return page(
      { path: asked.path, query, limit: query.limit },
      found,
      row => [row.key],
      row => row.view,
    );
  }

  @Post('members/:member/shared-addresses')
  @Tells({ summary: 'Create a shared address', status: 202, answer: sharedAddressStarted })
  async create(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: newSharedAddress }) body: NewSharedAddress,
  ): Promise<Answer> {
    const reach = await memberReach(this.db, reference);
    return this.writes.run(asked, reach, async em =>
      createSharedAddress(em, asked, await getMember(em, reach.member), body),
    );
  }

  @Get('shared-addresses/:id')
  @Tells({ summary: 'One shared address', answer: sharedAddressView, hasVersion: true })
  async find(@Param('id') id: string): Promise<Answer> {
    return withScope(this.db, await reachOf(this.db, 'resource', id), async em => {
      const row = await getResource<SharedAddressSpec>(em, sharedAddressShape.kind, id);
      return new Answer(200, await showSharedAddress(em, row), { etag: etagOf(row.generation) });
    });
  }

  @Patch('shared-addresses/:id')
  @Tells({
    summary: 'Change whom a shared address reaches',
    status: 202,
    answer: sharedAddressStarted,
    needsVersion: true,
  })
  async edit(
    @By() asked: Asked,
    @Param('id') id: string,
    @Body({ schema: sharedAddressEdit }) body: SharedAddressEdit,
  ): Promise<Answer> {
    const reach = await reachOf(this.db, 'resource', id);
    return this.writes.run(asked, reach, em => editSharedAddress(em, asked, id, body));
  }

  @Delete('shared-addresses/:id')
  @Tells({ summary: 'Move a shared address to the bin', status: 202, answer: sharedAddressStarted, needsVersion: true })
  async remove(@By() asked: Asked, @Param('id') id: string): Promise<Answer> {
    const reach = await reachOf(this.db, 'resource', id);
    return this.writes.run(asked, reach, em => removeSharedAddress(em, asked, id, graceEnd(this.config)));
  }
}
