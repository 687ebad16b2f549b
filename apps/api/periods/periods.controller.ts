import type { Flag } from '@amie/allocation';
import {
  acceptCoverage,
  acceptedCoverage,
  adjustmentsOf,
  adjustMonth,
  approveMonth,
  closedWith,
  closeMonth,
  explainGap,
  type Gap,
  gapsNow,
  gapsWithoutRule,
  homeToday,
  listExplanations,
  listPeriods,
  listPolicies,
  type Period,
  periodOf,
  PeriodRefused,
  policyOf,
  proposeMonth,
  publishedSecret,
  readingFlags,
  refreshDraft,
  replayMonth,
  reverseAdjustment,
} from '@amie/database';
import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { month as monthField } from '../days/fields.js';
import { plainAnswer } from '../days/plain-answer.js';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, type Transaction, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { showFlag } from './flag-view.js';
import { gapProblem, showGap } from './gap-view.js';
import { inWords } from './in-words.js';
import {
  acceptance,
  adjustmentsAnswer,
  approval,
  type Cause,
  cause,
  explanation,
  fullPeriodView,
  gapsAnswer,
  monthReplayView,
  type NewExplanation,
  periodView,
  reportView,
} from './period-schemas.js';

const month = { schema: monthField };

/** Months and how far they are: proposed, approved by the board, closed for ever, corrected only by adjustments. */
@Controller('api/v1/periods')
export class PeriodsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Every month since the first, newest first', answer: z.object({ items: z.array(periodView) }) })
  async list(): Promise<object> {
    return { items: await withScope(this.db, 'all', listPeriods), next: null };
  }

  @Get(':month')
  @Tells({ summary: 'One month: state, digests, explanations, adjustments', answer: fullPeriodView })
  find(@By() { language }: Asked, @Param('month', month) reference: string): Promise<object> {
    return withScope(this.db, 'all', async em => ({
      ...(await periodOf(em, reference)),
      explanations: await listExplanations(em, reference),
      accepted: await acceptedCoverage(em, reference),
      adjustments: (await adjustmentsOf(em, { origin: reference })).map(showAmount),
      flags: (await flagsNow(em, reference)).map(flag => showFlag(flag, language)),
      secret: await publishedSecret(em, reference),
    }));
  }

  @Get(':month/gaps')
  @Tells({ summary: 'What keeps a month from closing, and how to mend it', answer: gapsAnswer })
  gaps(@By() { language }: Asked, @Param('month', month) reference: string): Promise<object> {
    const look = async (em: Transaction) => ({
      month: reference,
      gaps: (await gapsOf(em, reference)).map(gap => showGap(gap, reference, language)),
      explanations: await listExplanations(em, reference),
      accepted: await acceptedCoverage(em, reference),
    });
    return inWords(withScope(this.db, 'all', look));
  }

  @Post(':month/explanations')
  @Tells({
    summary: 'Say why a day of a server was not read',
    status: 201,
    answer: gapsAnswer.omit({ gaps: true, accepted: true }),
  })
  explain(
    @By() asked: Asked,
    @Param('month', month) reference: string,
    @Body({ schema: explanation }) body: NewExplanation,
  ): Promise<Answer> {
    return this.change(asked, async em => {
      await explainGap(em, reference, { ...body, by: asked.actor });
      return plainAnswer(asked, 201, { month: reference, explanations: await listExplanations(em, reference) });
    });
  }

  @Post(':month/accepted-coverage')
  @Tells({
    summary: 'The board takes a meter as it was read',
    status: 201,
    answer: gapsAnswer.pick({ accepted: true }),
  })
  accept(
    @By() asked: Asked,
    @Param('month', month) reference: string,
    @Body({ schema: acceptance }) body: z.output<typeof acceptance>,
  ): Promise<Answer> {
    return this.change(asked, async em => {
      await acceptCoverage(em, reference, await gapsOf(em, reference), { ...body, by: asked.actor });
      return plainAnswer(asked, 201, { accepted: await acceptedCoverage(em, reference) });
    });
  }

  @Post(':month/propose')
  @Tells({ summary: 'Freeze the figures of a month that is over, for the board', answer: reportView })
  propose(@By() asked: Asked, @Param('month', month) reference: string): Promise<Answer> {
    return this.change(asked, async em => {
      const { period, shares, gaps } = await proposeMonth(em, reference, asked.actor);
      return plainAnswer(asked, 200, {
        period,
        gaps: gaps.map(gap => showGap(gap, reference, asked.language)),
        flags: shares.flags.map(flag => showFlag(flag, asked.language)),
      });
    });
  }

  @Post(':month/approve')
  @Tells({ summary: 'The board approved what was proposed', answer: periodView })
  approve(
    @By() asked: Asked,
    @Param('month', month) reference: string,
    @Body({ schema: approval }) { decision }: z.output<typeof approval>,
  ): Promise<Answer> {
    return this.change(asked, async em =>
      plainAnswer(asked, 200, await approveMonth(em, reference, decision, asked.actor)),
    );
  }

  @Post(':month/close')
  @Tells({ summary: 'Close an approved month for ever; refused while anything is missing', answer: periodView })
  close(@By() asked: Asked, @Param('month', month) reference: string): Promise<Answer> {
    return this.change(asked, async em => {
      const closing = await closeMonth(em, reference, asked.actor);
      if (closing.isClosed) return plainAnswer(asked, 200, closing.period);
      const errors = closing.gaps.map(gap => gapProblem(gap, reference, asked.language));
      throw new Problem('month-has-gaps', { month: reference, count: errors.length }, errors);
    });
  }

  @Get(':month/replay')
  @Tells({ summary: 'Compute a frozen month again from raw rows', answer: monthReplayView })
  async replay(@Param('month', month) reference: string): Promise<object> {
    const { period, ...found } = await inWords(withScope(this.db, 'all', em => replayMonth(em, reference)));
    return { month: reference, ...found, kept: digestsOf(period) };
  }

  @Get(':month/adjustments')
  @Tells({ summary: 'What corrects a closed month', answer: adjustmentsAnswer })
  async adjustments(@Param('month', month) reference: string): Promise<object> {
    const found = await withScope(this.db, 'all', em => adjustmentsOf(em, { origin: reference }));
    return { items: found.map(showAmount), next: null };
  }

  @Post(':month/adjustments')
  @Tells({ summary: 'Correct a closed month by what is known now', status: 201, answer: adjustmentsAnswer })
  adjust(
    @By() asked: Asked,
    @Param('month', month) reference: string,
    @Body({ schema: cause }) body: Cause,
  ): Promise<Answer> {
    return this.change(asked, async em => {
      const made = await adjustMonth(em, reference, { ...body, by: asked.actor });
      return plainAnswer(asked, 201, { items: made.map(showAmount) });
    });
  }

  @Post(':month/adjustments/:adjustment/reverse')
  @Tells({ summary: 'Take an adjustment back by its opposite', status: 201, answer: adjustmentsAnswer })
  reverse(
    @By() asked: Asked,
    @Param('month', month) reference: string,
    @Param('adjustment') id: string,
    @Body({ schema: cause }) body: Cause,
  ): Promise<Answer> {
    return this.change(asked, async em => {
      const made = await reverseAdjustment(em, reference, { id, ...body, by: asked.actor });
      return plainAnswer(asked, 201, { items: made.map(showAmount) });
    });
  }

  private change(asked: Asked, make: (em: Transaction) => Promise<Answer>): Promise<Answer> {
    return inWords(this.writes.run(asked, 'all', async em => ({ answer: await make(em) })));
  }
}

// Before the first rule nothing is folded, and after today nothing was read.
async function flagsNow(em: Transaction, month: string): Promise<readonly Flag[]> {
  const isRuled = (await listPolicies(em)).some(
    one => one.state === 'active' && (one.effectiveMonth ?? month) <= month,
  );
  if (isRuled && month <= (await homeToday(em)).slice(0, 7)) await refreshDraft(em, month);
  return readingFlags(em, month);
}

const showAmount = <One extends { readonly amount: bigint }>(one: One): object => ({ ...one, amount: `${one.amount}` });

const digestsOf = ({ inputSha256, outputSha256 }: Period): object => ({ inputSha256, outputSha256 });

/** As of the cutoff once a month is proposed, as of now before; also of a month that has no rule yet. */
async function gapsOf(em: Transaction, month: string): Promise<Gap[]> {
  const { cutoff } = await periodOf(em, month);
  if (cutoff) return gapsNow(em, month, { rule: await closedWith(em, month), cutoff });
  const rule = await policyOf(em, month).catch(noRule);
  return rule ? gapsNow(em, month, { rule }) : gapsWithoutRule(em, month);
}

function noRule(error: unknown): undefined {
  if (!(error instanceof PeriodRefused && error.code === 'policy-missing')) throw error;
}
