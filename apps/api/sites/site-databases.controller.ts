import { randomUUID } from 'node:crypto';
import { siteDatabaseKey, siteDatabaseShape, type SiteDatabaseSpec } from '@amie/services/resources';
import { parseSiteSuffix } from '@amie/values';
import { Controller, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Tells } from '../http/tells.js';
import { parsedBy } from '../http/validation.js';
import { respec } from '../resources/change-set.js';
import { type Any, kindRoutes, lockVersion, startOn } from '../resources/kind-routes.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { lockSite, onSite } from './belongings.js';
import { newPassword, newPasswordFor, onceOnly } from './once-only.js';
import { limit, siteReference } from './site-schemas.js';

const newDatabase = z.strictObject({
  site: siteReference,
  name: parsedBy(parseSiteSuffix).describe('A short name; the site’s name goes before it.'),
  engine: z.enum(['mariadb', 'postgresql']).default('mariadb'),
  limit: limit.optional().describe('256 MiB when absent.'),
});
type NewDatabase = z.output<typeof newDatabase>;
const databaseEdit = z.strictObject({ limit });
type DatabaseEdit = z.output<typeof databaseEdit>;

const usualLimitKib = 262_144;
const view = { site: z.string(), name: z.string(), user: z.string(), engine: z.string(), limitKib: z.number().int() };
const database = {
  kind: 'site-database',
  word: 'database',
  show: async (_, { spec: { site, name, engine, limitKib } }) => ({ site, name, user: name, engine, limitKib }),
  nameOf: spec => spec.name,
} satisfies Any<SiteDatabaseSpec>;
const passwordAnswer = taskStarted.extend({ database: z.object(view).loose(), password: z.string() });

@Controller('api/v1')
export class SiteDatabasesController extends kindRoutes<SiteDatabaseSpec, NewDatabase, DatabaseEdit>({
  ...database,
  path: 'site-databases',
  place: 'site-database',
  says: {
    list: 'Databases of a member’s sites',
    create: 'Create a database for a site; its password is shown in this answer alone',
    find: 'One database, by id or name',
    edit: 'Change the size of a database',
    remove: 'Move a database to the bin',
  },
  newBody: newDatabase,
  editBody: databaseEdit,
  view,
  create: async (em, member, body, desk) => {
    const site = await lockSite(em, member, body.site);
    const { slug, name: siteName } = site.spec;
    const name = `${siteName}_${body.name}`;
    const spec: SiteDatabaseSpec = {
      slug,
      site: siteName,
      name,
      engine: body.engine,
      limitKib: body.limit ?? usualLimitKib,
    };
    const id = randomUUID();
    const password = newPassword();
    return {
      id,
      spec,
      changes: {
        edits: [{ ...onSite(site, id), kind: siteDatabaseShape.kind, key: siteDatabaseKey(spec), spec }],
        claims: [{ kind: 'site-database', name, resourceId: id }],
        releases: [],
        secrets: [onceOnly(desk, id, { password })],
        once: { password },
      },
    };
  },
  edit: async (_, row, edit) => respec(row, { ...row.spec, limitKib: edit.limit }),
}) {
  @Post('site-databases/:id/password')
  @Tells({
    summary: 'Give a database a new password, shown once',
    status: 202,
    answer: passwordAnswer,
    needsVersion: true,
  })
  renewPassword(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'site-database', reference, async (em, { id, member: memberId }) => {
      const { spec } = await lockVersion<SiteDatabaseSpec>(siteDatabaseShape, em, asked, id);
      const changes = newPasswordFor(this.desk, id, spec);
      return startOn(database, em, asked, 'site-database-password', { id, memberId, spec, changes });
    });
  }
}
