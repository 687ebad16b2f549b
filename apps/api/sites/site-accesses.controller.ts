import { randomUUID } from 'node:crypto';
import { siteAccessKey, siteAccessShape, type SiteAccessSpec } from '@amie/services/resources';
import { parseSiteSuffix, parseSshKey } from '@amie/values';
import { Controller, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Tells } from '../http/tells.js';
import { parsedBy } from '../http/validation.js';
import { sortedOnce } from '../people/person-specs.js';
import { respec } from '../resources/change-set.js';
import { type Any, kindRoutes, lockVersion, startOn } from '../resources/kind-routes.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { lockSite, onSite } from './belongings.js';
import { newPassword, newPasswordFor, onceOnly } from './once-only.js';
import { siteReference } from './site-schemas.js';

const keys = z.array(parsedBy(parseSshKey)).max(20);
const newAccess = z.strictObject({
  site: siteReference,
  name: parsedBy(parseSiteSuffix).describe('A short name; the site’s name goes before it.'),
  keys: keys.default([]).describe('OpenSSH public key lines.'),
  withPassword: z.boolean().default(false).describe('Make a password, shown in this answer alone.'),
});
type NewAccess = z.output<typeof newAccess>;
const accessEdit = z.strictObject({
  keys: keys.optional().describe('Exactly these.'),
  addKeys: keys.default([]),
  removeKeys: keys.default([]),
  hasPassword: z.literal(false).optional().describe('Takes the password away; a new one has a route of its own.'),
});
type AccessEdit = z.output<typeof accessEdit>;

const view = { site: z.string(), login: z.string(), keys: z.array(z.string()), hasPassword: z.boolean() };
const access = {
  kind: 'site-access',
  word: 'access',
  show: async (_, { spec: { site, login, keys: held, hasPassword } }) => ({ site, login, keys: held, hasPassword }),
  nameOf: spec => spec.login,
} satisfies Any<SiteAccessSpec>;
const passwordAnswer = taskStarted.extend({ access: z.object(view).loose(), password: z.string() });

@Controller('api/v1')
export class SiteAccessesController extends kindRoutes<SiteAccessSpec, NewAccess, AccessEdit>({
  ...access,
  path: 'site-accesses',
  place: 'site-access',
  says: {
    list: 'Who may reach the files of a member’s sites',
    create: 'Let somebody reach the files of a site by SFTP',
    find: 'One access, by id or login',
    edit: 'Change the keys of an access, or take its password away',
    remove: 'Move an access to the bin',
  },
  newBody: newAccess,
  editBody: accessEdit,
  view,
  create: async (em, member, body, desk) => {
    const site = await lockSite(em, member, body.site);
    const { slug, name } = site.spec;
    const login = `${name}-${body.name}`;
    const { withPassword: hasPassword } = body;
    const spec: SiteAccessSpec = { slug, site: name, login, keys: sortedOnce(body.keys), hasPassword };
    const id = randomUUID();
    const password = newPassword();
    return {
      id,
      spec,
      changes: {
        edits: [{ ...onSite(site, id), kind: siteAccessShape.kind, key: siteAccessKey(spec), spec }],
        claims: [{ kind: 'site-access', name: login, resourceId: id }],
        releases: [],
        ...(hasPassword && { secrets: [onceOnly(desk, id, { password })], once: { password } }),
      },
    };
  },
  edit: async (_, row, edit) => {
    const wanted = sortedOnce([...(edit.keys ?? row.spec.keys), ...edit.addKeys]);
    const left = wanted.filter(key => !edit.removeKeys.includes(key as never));
    return respec(row, { ...row.spec, keys: left, hasPassword: edit.hasPassword ?? row.spec.hasPassword });
  },
}) {
  @Post('site-accesses/:id/password')
  @Tells({
    summary: 'Give an access a new password, shown once',
    status: 202,
    answer: passwordAnswer,
    needsVersion: true,
  })
  renewPassword(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'site-access', reference, async (em, { id, member: memberId }) => {
      const row = await lockVersion<SiteAccessSpec>(siteAccessShape, em, asked, id);
      const spec = { ...row.spec, hasPassword: true };
      const changes = newPasswordFor(this.desk, id, spec);
      return startOn(access, em, asked, 'site-access-password', { id, memberId, spec, changes });
    });
  }
}
