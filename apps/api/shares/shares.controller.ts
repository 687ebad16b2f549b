import { type Cause, explainPool, monthCase, type Pool, type Waterfall, whyItChanged } from '@amie/allocation';
import {
  adjustmentsOf,
  closedWith,
  linesOfMember,
  monthsLater,
  PeriodRefused,
  periodOf,
  secondsOfMonth,
} from '@amie/database';
import type { Language } from '@amie/values';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { month as monthField } from '../days/fields.js';
import { type Asked, By } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { DATABASE, type Database, rows, type Transaction, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { inWords } from '../periods/in-words.js';
import { notFound, Problem } from '../problems/problem.js';
import { explainKept } from './explain-lines.js';
import { showNode } from './explain-view.js';
import { Figures } from './figures.js';
import { openUsage } from './open-usage.js';
import {
  type ChangeQuery,
  changeQuery,
  explainQuery,
  explainView,
  poolField,
  sharesView,
  whatIfView,
  whyQuery,
  whyView,
} from './share-schemas.js';
import { showShares } from './shares-view.js';
import { changeOf, showWhatIf, signed, tryChange } from './what-if-view.js';

const month = { schema: monthField };
const pool = { schema: poolField };

/** Who bears what of the collective days, and why: from a share down to the reading it rests on. */
@Controller('api/v1')
export class SharesController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly figures: Figures,
  ) {}

  @Get('shares/:month')
  @Tells({ summary: 'Every member’s share of a month, pool by pool', answer: sharesView })
  shares(@By() { language }: Asked, @Param('month', month) reference: string): Promise<object> {
    return this.look(async em => {
      const figures = await this.figures.of(em, reference);
      const [names, adjustments] = [await namesOf(em), await adjustmentsOf(em, { issued: reference })];
      return showShares({ ...figures, names, adjustments, seconds: await secondsOfMonth(em, reference) }, language);
    });
  }

  @Get('explain/:month/:pool/:member')
  @Tells({ summary: 'One figure down to its readings: each line’s children sum to it', answer: explainView })
  explain(
    @By() { language }: Asked,
    @Param('month', month) reference: string,
    @Param('pool', pool) purse: Pool,
    @Param('member') member: string,
    @Query({ schema: explainQuery }) { to: depth }: z.output<typeof explainQuery>,
  ): Promise<object> {
    return this.look(async em => {
      const { slug } = await memberOf(em, member);
      const period = await periodOf(em, reference);
      const isFinal = period.state === 'closed';
      const tree = isFinal
        ? await kept(em, reference, purse, slug)
        : await this.provisional(em, reference, purse, slug);
      const opened = { month: reference, member: slug, depth, language, cutoff: period.cutoff ?? undefined };
      const seconds = await secondsOfMonth(em, reference);
      const shown = await openUsage(em, showNode(tree, language), { ...opened, seconds });
      return { month: reference, isFinal, member: slug, tree: shown };
    });
  }

  @Get('why/:month/:pool/:member')
  @Tells({ summary: 'Why a share is not what it was, in steps that sum to the change', answer: whyView })
  why(
    @By() { language }: Asked,
    @Param('month', month) reference: string,
    @Param('pool', pool) purse: Pool,
    @Param('member') member: string,
    @Query({ schema: whyQuery }) query: z.output<typeof whyQuery>,
  ): Promise<object> {
    const since = query.since ?? monthsLater(reference, -1);
    return this.look(async em => {
      const { slug } = await memberOf(em, member);
      const now = await this.figures.of(em, reference);
      const last = await this.before(em, since, reference, query.since !== undefined);
      const waterfall = whyItChanged(last.inputs, now.inputs, slug, purse);
      return { month: reference, since, pool: purse, member: slug, ...showWaterfall(waterfall, language) };
    });
  }

  @Get('what-if')
  @Tells({ summary: 'What one change would move, for every member; nothing is kept', answer: whatIfView })
  whatIf(@By() { language }: Asked, @Query({ schema: changeQuery }) query: ChangeQuery): Promise<object> {
    return this.look(async em => {
      const member = query.member === undefined ? undefined : (await memberOf(em, query.member)).slug;
      const { inputs } = await this.figures.of(em, query.month);
      const seconds = await secondsOfMonth(em, query.month);
      const change = changeOf({ ...query, member }, seconds);
      return { month: query.month, ...showWhatIf(tryChange(inputs, change), change, seconds, language) };
    });
  }

  // Under the first rule there is no month before: that is no reason to vote one.
  private async before(em: Transaction, since: string, month: string, isAsked: boolean) {
    try {
      return await this.figures.of(em, since);
    } catch (error) {
      const isFirst = error instanceof PeriodRefused && error.code === 'policy-missing';
      throw isFirst && !isAsked ? new Problem('why-first-month', { month, since }) : error;
    }
  }

  private async provisional(em: Transaction, reference: string, purse: Pool, member: string) {
    const { inputs, shares } = await this.figures.of(em, reference);
    const [rule, one] = [monthCase(inputs, purse), shares.pools.get(purse)];
    if (!rule || !one) throw notFound(member);
    return explainPool({ month: reference, pool: purse, rule, shares: one }, member);
  }

  private look<Result>(work: (em: Transaction) => Promise<Result>): Promise<Result> {
    return inWords(withScope(this.db, 'all', work));
  }
}

/** From the lines kept at the closing: a few look-ups, however many members there are. */
async function kept(em: Transaction, month: string, pool: Pool, member: string) {
  const { version, policy } = await closedWith(em, month);
  const found = await linesOfMember(em, { month, pool, member });
  return explainKept({ month, pool, member, policyVersion: version, policy, ...found });
}

// Of months gone by: also of a member that is.
async function memberOf(em: Transaction, reference: string): Promise<{ slug: string }> {
  const [found] = await rows<{ slug: string }>(em, 'select slug from member where slug = $1', [reference]);
  return found ?? getMember(em, reference);
}

async function namesOf(em: Transaction): Promise<Map<string, string>> {
  const found = await rows<{ slug: string; name: string }>(em, 'select slug, name from member');
  return new Map(found.map(({ slug, name }) => [slug, name]));
}

const causeWords: Readonly<Record<Cause, readonly [french: string, english: string]>> = {
  'pool-minutes': ['minutes travaillées pour tous', 'minutes worked for all'],
  presence: ['parts et présence de chacun', 'parts and presence of each'],
  'others-use': ['usage des autres', 'use of the others'],
  'own-use': ['son propre usage', 'its own use'],
  policy: ['règle de répartition', 'sharing rule'],
  cap: ['plafond', 'cap'],
};

function showWaterfall({ from, to, steps }: Waterfall, language: Language): object {
  return {
    from: `${from}`,
    to: `${to}`,
    difference: `${to - from}`,
    shown: signed(to - from, language),
    steps: steps.map(({ cause, amount }) => ({
      cause,
      label: causeWords[cause][language === 'fr' ? 0 : 1],
      amount: `${amount}`,
      shown: signed(amount, language),
    })),
  };
}
