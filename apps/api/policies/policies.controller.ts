import { parsePolicy, policyBody } from '@amie/allocation';
import { adoptPolicy, defaultPolicy, draftPolicy, findPolicy, listPolicies, replayPolicy } from '@amie/database';
import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { monthForm } from '../days/fields.js';
import { plainAnswer } from '../days/plain-answer.js';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { inWords } from '../periods/in-words.js';
import { Problem } from '../problems/problem.js';
import {
  type Adoption,
  adoption,
  type NewPolicy,
  newPolicy,
  policyView,
  replayView,
  version,
} from './policy-schemas.js';
import { readPolicy, showPolicy, showReplay } from './policies.js';

const replayQuery = z.object({ months: z.string().max(500).optional().describe('2025-10,2025-11; all when absent') });

/** The rule the board votes: drafts, what they would have changed, and those in force. */
@Controller('api/v1/policies')
export class PoliciesController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({
    summary: 'Every version of the sharing rule, newest first',
    answer: z.object({ items: z.array(policyView) }),
  })
  async list(): Promise<object> {
    return { items: (await withScope(this.db, 'all', listPolicies)).map(showPolicy), next: null };
  }

  @Get('default')
  @Tells({ summary: 'The rule that Amie offers to begin with', answer: z.object({ policy: z.unknown() }) })
  offered(): object {
    return { policy: policyBody(parsePolicy(defaultPolicy)) };
  }

  @Post()
  @Tells({ summary: 'Draft a version; it counts for nothing until voted', status: 201, answer: policyView })
  draft(@By() asked: Asked, @Body({ schema: newPolicy }) body: NewPolicy): Promise<Answer> {
    const policy = readPolicy(body.policy, asked.language);
    return this.writes.run(asked, 'all', async em => {
      const made = await draftPolicy(em, { policy, note: body.note, draftedBy: asked.actor });
      return { answer: plainAnswer(asked, 201, showPolicy(made)) };
    });
  }

  @Get(':version')
  @Tells({ summary: 'One version of the rule', answer: policyView })
  async find(@Param('version', { schema: version }) number: number): Promise<object> {
    return showPolicy(await inWords(withScope(this.db, 'all', em => findPolicy(em, number))));
  }

  @Get(':version/replay')
  @Tells({ summary: 'What it would have changed for every member in closed months', answer: replayView })
  async replay(
    @Param('version', { schema: version }) number: number,
    @Query({ schema: replayQuery }) query: z.output<typeof replayQuery>,
  ): Promise<object> {
    const months = query.months?.split(',');
    const wrong = months?.find(month => !monthForm.test(month));
    if (wrong !== undefined) {
      throw new Problem('request-invalid', {}, [{ code: 'month-shape', field: 'months', value: wrong.slice(0, 40) }]);
    }
    const replayed = withScope(this.db, 'all', async em => {
      const { body } = await findPolicy(em, number);
      return replayPolicy(em, { version: number, policy: parsePolicy(body) }, months);
    });
    return showReplay(number, await inWords(replayed));
  }

  @Post(':version/adopt')
  @Tells({ summary: 'Put a draft in force, as the board decided', answer: policyView })
  adopt(
    @By() asked: Asked,
    @Param('version', { schema: version }) number: number,
    @Body({ schema: adoption }) { from, decision }: Adoption,
  ): Promise<Answer> {
    const adopted = { version: number, from, decision, by: asked.actor };
    const written = this.writes.run(asked, 'all', async em => {
      return { answer: plainAnswer(asked, 200, showPolicy(await adoptPolicy(em, adopted))) };
    });
    return inWords(written);
  }
}
