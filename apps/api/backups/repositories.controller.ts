import { type RepositorySpec, repositoryShape } from '@amie/services/resources';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { Tells } from '../http/tells.js';
import { kindRoutes } from '../resources/kind-routes.js';
import { getResource, lockPresent, lockResource, stateOf } from '../resources/resource-rows.js';
import { approveDeletion } from './approve-deletion.js';
import { busySources, harmlessPlan, startWork } from './backup-work.js';
import { createRepository, editRepository } from './repositories.js';
import { listArchives, showArchive, showRepository } from './repository-facts.js';
import {
  archiveView,
  type NewRepository,
  newRepository,
  type NewRestore,
  newRestore,
  type RepositoryEdit,
  repositoryEdit,
  repositoryView,
  workStarted,
} from './repository-schemas.js';
import { restore } from './restores.js';

const { kind } = repositoryShape;
const listQuery = z.object(pageQuery);

@Controller('api/v1')
export class RepositoriesController extends kindRoutes<RepositorySpec, NewRepository, RepositoryEdit>({
  kind: 'repository',
  path: 'repositories',
  word: 'repository',
  says: {
    list: 'The backup repository of a member',
    create: 'Make the backup repository of a member',
    find: 'One repository: its sources, machines, age, size, last proven restore',
    edit: 'Change its limit or its keys',
    remove: 'Ask for its deletion: closed at once, gone 72 hours after a second person approved',
  },
  newBody: newRepository,
  editBody: repositoryEdit,
  view: repositoryView,
  show: showRepository,
  nameOf: spec => spec.name,
  create: createRepository,
  edit: editRepository,
}) {
  @Get('repositories/:id/archives')
  @Tells({ summary: 'What can be restored, newest first', list: archiveView })
  async archives(
    @By() asked: Asked,
    @Param('id') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const after = readCursor(query.cursor, 2);
    const found = await this.desk.read('resource', reference, async (em, { id }) => {
      await getResource(em, kind, id);
      return listArchives(em, id, after, query.limit);
    });
    const place = (row: (typeof found)[number]) => [row.at.toISOString(), row.source];
    return page({ path: asked.path, query, limit: query.limit }, found, place, showArchive);
  }

  @Post('repositories/:id/runs')
  @Tells({ summary: 'Back up now', status: 202, answer: workStarted })
  run(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.work(asked, reference, 'run');
  }

  @Post('repositories/:id/drills')
  @Tells({ summary: 'Restore a sample into a scratch place and compare', status: 202, answer: workStarted })
  drill(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.work(asked, reference, 'drill');
  }

  @Post('repositories/:id/restores')
  @Tells({ summary: 'Restore a mailbox, a folder, a site, a file or a database', status: 202, answer: workStarted })
  restore(
    @By() asked: Asked,
    @Param('id') reference: string,
    @Body({ schema: newRestore }) body: NewRestore,
  ): Promise<Answer> {
    return this.desk.change(asked, 'resource', reference, async (em, { id }) => {
      const row = await lockPresent<RepositorySpec>(em, kind, id);
      return restore(em, asked, row, body, this.desk.config.timezone);
    });
  }

  @Post('repositories/:id/approve-deletion')
  @Tells({ summary: 'Approve a deletion that somebody else asked for', answer: z.object({ repository: z.unknown() }) })
  approve(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'resource', reference, async (em, { id }) => {
      await approveDeletion(em, asked, await lockResource<RepositorySpec>(em, kind, id));
      const row = await getResource<RepositorySpec>(em, kind, id);
      const shown = {
        id,
        memberId: row.member_id,
        ...(await showRepository(em, row, asked.language)),
        state: stateOf(row),
      };
      return { answer: new Answer(200, { repository: shown }) };
    });
  }

  private work(asked: Asked, reference: string, what: 'run' | 'drill'): Promise<Answer> {
    return this.desk.change(asked, 'resource', reference, async (em, { id }) => {
      const row = await lockPresent<RepositorySpec>(em, kind, id);
      const work = (await busySources(em, row)).map(source => ({ source, kind: what }));
      const plan = harmlessPlan(asked.language === 'fr' ? 'rien à changer' : 'nothing to change');
      return startWork(em, asked, row, { kind: `backup-${what}`, name: row.spec.slug, work, plan });
    });
  }
}
