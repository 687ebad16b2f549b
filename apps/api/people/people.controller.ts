import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Desk } from '../http/desk.js';
import { getMember } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { Tells } from '../http/tells.js';
import { Problem } from '../problems/problem.js';
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
  constructor(private readonly desk: Desk) {}

  @Get('members/:member/people')
  @Tells({ summary: 'People of a member, by family name', list: personView })
  async list(
    @By() asked: Asked,
    @Param('member') reference: string,
    @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
  ): Promise<Answer> {
    const after = readCursor(query.cursor, 3);
    const rows = await this.desk.read('member', reference, (em, { id }) =>
      listPeople(em, { ...query, memberId: id, after }),
    );
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
    const add = (): Promise<Answer> =>
      this.desk.change(asked, 'member', reference, async (em, { id }) =>
        createPerson(em, asked, await getMember(em, id), body),
      );
    return body.address === undefined ? again(add) : add();
  }

  @Get('people/:person')
  @Tells({ summary: 'One person, by id or primary address', answer: personView, hasVersion: true })
  async find(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    const row = await this.desk.read('person', reference, (em, { id }) => getPerson(em, id));
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
    return this.desk.change(asked, 'person', reference, async (em, { id, member }) =>
      editPerson(em, asked, await getMember(em, member), id, body),
    );
  }

  @Post('people/:person/suspend')
  @Tells({ summary: 'Lock the sign-in; mail keeps arriving', status: 202, answer: started })
  async suspend(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'person', reference, (em, { id }) => setSuspended(em, asked, id, true));
  }

  @Post('people/:person/resume')
  @Tells({ summary: 'Open the sign-in again', status: 202, answer: started })
  async resume(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'person', reference, (em, { id }) => setSuspended(em, asked, id, false));
  }

  @Post('people/:person/leave')
  @Tells({ summary: 'Move a person to the bin', status: 202, answer: started })
  async leave(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'person', reference, (em, { id }) => leave(em, asked, id, this.desk.graceEnd()));
  }

  @Post('people/:person/restore')
  @Tells({ summary: 'Bring a person back from the bin', status: 202, answer: started })
  async restore(@By() asked: Asked, @Param('person') reference: string): Promise<Answer> {
    return this.desk.change(asked, 'person', reference, (em, { id }) => restore(em, asked, id));
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
    return this.desk.change(asked, 'person', reference, (em, { id }) => invite(em, asked, id, body));
  }

  private checkOwnEmail(address: string): void {
    const problem = ownEmailProblem(address, this.desk.config.extraSuffixes);
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
