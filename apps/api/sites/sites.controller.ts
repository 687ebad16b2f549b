import { logPlace, logPlaceAfter, siteShape, type SiteSpec } from '@amie/services/resources';
import { Body, Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Tells } from '../http/tells.js';
import { respec } from '../resources/change-set.js';
import { type Any, kindRoutes, lockVersion, startOn } from '../resources/kind-routes.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { checkCertificate } from './certificate.js';
import { onceOnly } from './once-only.js';
import {
  type CertificateBody,
  certificateBody,
  newSite,
  type NewSite,
  siteEdit,
  type SiteEdit,
  siteView,
} from './site-schemas.js';
import { combineSiteSecrets, createSite, editSite, showSite, type SiteSecret } from './sites.js';

const site = {
  kind: 'site',
  word: 'site',
  show: showSite,
  nameOf: spec => spec.mainDomain,
} satisfies Any<SiteSpec>;
const logName = z.enum(['access', 'error']);
const logQuery = z
  .object({
    before: logPlace.optional().describe('A place that a part told; the end of the log when neither is given.'),
    after: logPlaceAfter.optional().describe('A place that a part told, or `start` for the oldest line that is kept.'),
    bytes: z.coerce.number().int().min(1).max(262_144).default(65_536),
  })
  .refine(({ before, after }) => before === undefined || after === undefined, { path: ['after'] });
const logPart = z.object({
  text: z.string(),
  from: z.number().int().describe('Where it begins in its file, in bytes.'),
  size: z.number().int().describe('How long that file is, in bytes.'),
  before: z.string().nullable().describe('The place that ends what comes before; null at the oldest line kept.'),
  after: z.string().nullable().describe('The place that begins what comes after; null at the end of the log.'),
});
const answer = taskStarted.extend({ site: z.object(siteView).loose() });

@Controller('api/v1')
export class SitesController extends kindRoutes<SiteSpec, NewSite, SiteEdit>({
  ...site,
  path: 'sites',
  place: 'site',
  takesAlong: true,
  says: {
    list: 'Web sites of a member',
    create: 'Create a web site',
    find: 'One site, by id, name or domain',
    edit: 'Change a site: names, PHP, redirects, protected folders, size, maintenance page',
    remove: 'Move a site to the bin, with its databases and accesses',
  },
  newBody: newSite,
  editBody: siteEdit,
  view: siteView,
  create: createSite,
  edit: editSite,
}) {
  @Get('sites/:id/logs/:log')
  @Tells({
    summary: 'The end of a log of a site, or what comes before or after a place in it; turned files are part of it',
    answer: logPart,
  })
  logs(
    @Param('id') reference: string,
    @Param('log', { schema: logName }) log: z.output<typeof logName>,
    @Query({ schema: logQuery }) query: z.output<typeof logQuery>,
  ): Promise<unknown> {
    const { before = null, after = null, bytes: maxBytes } = query;
    return this.desk.ask('site', reference, { log, before, after, maxBytes });
  }

  @Put('sites/:id/certificate')
  @Tells({ summary: 'Bring a certificate of one’s own', status: 202, answer, needsVersion: true })
  importCertificate(
    @By() asked: Asked,
    @Param('id') reference: string,
    @Body({ schema: certificateBody }) body: CertificateBody,
  ): Promise<Answer> {
    return this.desk.change(asked, 'site', reference, async (em, { id, member: memberId }) => {
      const row = await lockVersion<SiteSpec>(siteShape, em, asked, id);
      const fingerprint = checkCertificate(body, row.spec.domains, new Date(), asked.language);
      const spec = { ...row.spec, importedCertificate: fingerprint };
      const document: SiteSecret = { certificate: body, passwords: [] };
      const changes = {
        // The same certificate again is sent again: the server may have lost it.
        edits: [{ op: 'respec', id, spec } as const],
        claims: [],
        releases: [],
        secrets: [onceOnly(this.desk, id, document, combineSiteSecrets)],
      };
      return startOn(site, em, asked, 'site-certificate', { id, memberId, spec, changes });
    });
  }

  @Delete('sites/:id/certificate')
  @Tells({ summary: 'Let the server get its certificate itself again', status: 202, answer, needsVersion: true })
  forgetCertificate(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'site', reference, async (em, { id, member: memberId }) => {
      const row = await lockVersion<SiteSpec>(siteShape, em, asked, id);
      const spec = { ...row.spec, importedCertificate: null };
      return startOn(site, em, asked, 'site-certificate', { id, memberId, spec, changes: respec(row, spec) });
    });
  }
}
