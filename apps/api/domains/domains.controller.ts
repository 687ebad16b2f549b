import { parseDomainName } from '@amie/values';
import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Desk } from '../http/desk.js';
import { getMember } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { Tells } from '../http/tells.js';
import { Problem } from '../problems/problem.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { type DomainRow, getDomain, listDomains, showDomain } from './domain-rows.js';
import { domainStarted, domainView, liveLine, type NewDomain, newDomain } from './domain-schemas.js';
import { addDomain, approveDomain, checkDomain, linesOf, removeDomain } from './domains.js';
import { lookUp } from './live-dns.js';

const listQuery = z.object(pageQuery);
const lines = z.object({ domain: domainView, lines: z.array(liveLine) });

@Controller('api/v1')
export class DomainsController {
  constructor(private readonly desk: Desk) {}

  @Get('members/:member/domains')
  @Tells({ summary: 'Domains of a member', list: domainView })
  async list(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const after = readCursor(query.cursor, 1);
    const rows = await this.desk.read('member', reference, (em, { id }) =>
      listDomains(em, id, after?.[0], query.limit),
    );
    const show = (row: DomainRow): object => showDomain(row, asked.language);
    return page({ path: asked.path, query, limit: query.limit }, rows, row => [row.key], show);
  }

  @Post('members/:member/domains')
  @Tells({ summary: 'Add a domain, held until it is proved', status: 202, answer: domainStarted })
  async add(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: newDomain }) body: NewDomain,
  ): Promise<Answer> {
    const { extraSuffixes } = this.desk.config;
    const parsed = parseDomainName(body.domain, { suffix: 'known', extraSuffixes });
    if (!parsed.ok) {
      const { code, value = body.domain, detail } = parsed.problem;
      throw new Problem('request-invalid', {}, [{ code, field: 'domain', value, params: { ...detail } }]);
    }
    const domain = parsed.value;
    return this.desk.change(asked, 'member', reference, async (em, { id }) =>
      addDomain(em, asked, await getMember(em, id), domain),
    );
  }

  @Get('domains/:domain')
  @Tells({ summary: 'One domain, by id or name', answer: domainView, hasVersion: true })
  async find(@By() asked: Asked, @Param('domain') reference: string): Promise<Answer> {
    const row = await this.get(reference);
    return new Answer(200, showDomain(row, asked.language), { etag: etagOf(row.generation) });
  }

  @Get('domains/:domain/dns-lines')
  @Tells({ summary: 'The DNS lines to publish, and which are live', answer: lines })
  async dnsLines(@By() asked: Asked, @Param('domain') reference: string): Promise<object> {
    const row = await this.get(reference);
    return { domain: showDomain(row, asked.language), lines: await lookUp(linesOf(row), this.desk.config.dnsServers) };
  }

  @Post('domains/:domain/check')
  @Tells({ summary: 'Look for the proof in the DNS now', status: 202, answer: z.object({ domain: domainView }) })
  async check(@By() asked: Asked, @Param('domain') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'domain', reference, (em, { id }) => checkDomain(em, asked, id));
  }

  @Post('domains/:domain/approve')
  @Tells({ summary: 'Vouch for a domain without a proof', status: 202, answer: domainStarted })
  async approve(@By() asked: Asked, @Param('domain') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'domain', reference, (em, { id }) => approveDomain(em, asked, id));
  }

  @Delete('domains/:domain')
  @Tells({
    summary: 'Move a domain that nothing uses to the bin',
    status: 202,
    answer: taskStarted.extend({ domain: domainView }),
    needsVersion: true,
  })
  async remove(@By() asked: Asked, @Param('domain') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'domain', reference, (em, { id }) =>
      removeDomain(em, asked, id, this.desk.graceEnd()),
    );
  }

  private get(reference: string): Promise<DomainRow> {
    return this.desk.read('domain', reference, (em, { id }) => getDomain(em, id));
  }
}
