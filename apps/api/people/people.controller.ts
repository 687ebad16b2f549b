import type { Config } from '@amie/config';
import { Body, Controller, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, graceEnd } from '../http/config.js';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { getMember, isUuid, memberReach, reachOf } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, findRow, type Reach, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { notFound, Problem } from '../problems/problem.js';
import { ownEmailProblem } from './own-email.js';
import { taskStarted } from '../tasks/task-schemas.js';
import { createPerson } from './create-person.js';
import { editPerson } from './edit-person.js';
import { invite } from './invite.js';
import {
  type InvitationBody,
  invitationBody,
  type NewPersonBody,
  newPersonBody,
  type PersonEdit,
  personEdit,
  personStatus,
  personView,
} from './people-schemas.js';
import { getPerson, listPeople } from './person-rows.js';
import { leave, restore, setSuspended } from './person-presence.js';
import { showPerson } from './person-view.js';

const listQuery = z.object({ ...pageQuery, q: z.string().max(200).optional(), status: personStatus.optional() });
const started = taskStarted.extend({ person: personView });

@Controller('api/v1')
export class PeopleController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly writes: Writes,
  ) {}

  @Get('members/:member/people')
  @Tells({ summary: 'People of a member, by family name', list: personView })
  async list(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const reach = await memberReach(this.db, reference);
    const after = readCursor(query.cursor, 3);
    const rows = await withScope(this.db, reach, em => listPeople(em, { ...query, memberId: reach.member, after }));
    return page(
      { path: asked.path, query, limit: query.limit },
      rows,
      row => [row.family_name, row.given_name, row.id],
      row => showPerson(row, asked.language),
    );
  }

  @Post('members/:member/people')
  @Tells({ summary: 'Add a person: account, mailbox, invitation', status: 202, answer: started })
  async create(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Body({ schema: newPersonBody }) body: NewPersonBody,
  ): Promise<Answer> {
    this.checkOwnEmail(body.ownEmail);
    const reach = await memberReach(this.db, reference);
    const add = (): Promise<Answer> =>
      this.writes.run(asked, reach, async em => createPerson(em, asked, await getMember(em, reach.member), body));
    return body.address === undefined ? again(add) : add();
  }

  @Get('people/:person')
  @Tells({ summary: 'One person, by id or primary address', answer: personView, hasVersion: true })
  async find(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    const row = await withScope(this.db, reach, em => getPerson(em, id));
    return new Answer(200, showPerson(row, asked.language), { etag: etagOf(row.version) });
  }

  @Patch('people/:person')
  @Tells({ summary: 'Edit a person: only the fields sent', status: 202, answer: started, needsVersion: true })
  async edit(
    @By() asked: Asked,
    @Param('person') reference: string,
    @Body({ schema: personEdit }) body: PersonEdit,
  ): Promise<Answer> {
    if (body.ownEmail !== undefined) this.checkOwnEmail(body.ownEmail);
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, async em =>
      editPerson(em, asked, await getMember(em, reach.member), id, body),
    );
  }

  @Post('people/:person/suspend')
  @Tells({ summary: 'Lock the sign-in; mail keeps arriving', status: 202, answer: started })
  async suspend(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, em => setSuspended(em, asked, id, true));
  }

  @Post('people/:person/resume')
  @Tells({ summary: 'Open the sign-in again', status: 202, answer: started })
  async resume(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, em => setSuspended(em, asked, id, false));
  }

  @Post('people/:person/leave')
  @Tells({ summary: 'Move a person to the bin', status: 202, answer: started })
  async leave(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, em => leave(em, asked, id, graceEnd(this.config)));
  }

  @Post('people/:person/restore')
  @Tells({ summary: 'Bring a person back from the bin', status: 202, answer: started })
  async restore(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, em => restore(em, asked, id));
  }

  @Post('people/:person/invitations')
  @Tells({
    summary: 'Send the invitation again, with a new link',
    status: 202,
    answer: z.object({ person: personView }),
  })
  async invite(
    @By() asked: Asked,
    @Param('person') reference: string,
    @Body({ schema: invitationBody }) body: InvitationBody,
  ): Promise<Answer> {
    const { id, reach } = await this.locate(reference);
    return this.writes.run(asked, reach, em => invite(em, asked, id, body));
  }

  /** A person by id, or by the primary address people know. */
  private async locate(reference: string): Promise<{ id: string; reach: { member: string } & Reach }> {
    if (isUuid(reference)) return { id: reference, reach: await reachOf(this.db, 'person', reference) };
    const text = `select c.member_id, r.person_id from claimed_name c join resource r on r.id = c.resource_id
      where c.kind = 'address' and c.name = $1 and r.person_id is not null`;
    const found = await withScope(this.db, 'all', em =>
      findRow<{ member_id: string; person_id: string }>(em, text, [reference.toLowerCase()]),
    );
    if (!found) throw notFound(reference);
    return { id: found.person_id, reach: { member: found.member_id } };
  }

  private checkOwnEmail(address: string): void {
    const problem = ownEmailProblem(address, this.config.extraSuffixes);
    if (problem) throw new Problem('request-invalid', {}, [problem]);
  }
}

/** A proposed address that another request took in the same instant is proposed anew. */
async function again(add: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await add();
    } catch (thrown) {
      const isRace = thrown instanceof Problem && thrown.code === 'address-taken';
      if (!isRace || attempt === 5) throw thrown;
    }
  }
}
