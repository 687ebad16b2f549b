import { founding, type MemberPlan, planOf, planOfYear } from '@amie/database';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Asked, By } from '../http/asked.js';
import { getMember } from '../http/find-member.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { yearPlanView } from './membership-schemas.js';
import { daysText } from './parts-text.js';

const yearParam = z.coerce.number().int().min(2000).max(2099);
const planQuery = z.object({ member: z.string().max(64).optional().describe('Of one member alone.') });

/** The plan of a year: the days each part has, what is used of them and what is left. */
@Controller('api/v1/plan')
export class YearPlanController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get(':year')
  @Tells({ summary: 'Days planned, used and left in a year, by member and for all', answer: yearPlanView })
  find(
    @By() asked: Asked,
    @Param('year', { schema: yearParam }) year: number,
    @Query({ schema: planQuery }) { member }: z.output<typeof planQuery>,
  ): Promise<object> {
    return withScope(this.db, 'all', async em => {
      const plan = await planOfYear(em, year);
      const members = member === undefined ? plan.members : [await planOf(em, (await getMember(em, member)).id, year)];
      const amount: Shown = umin => ({ umin: String(umin), text: daysText(umin, asked.language, plan.minutesPerDay) });
      return {
        year,
        ownDays: founding.ownDays,
        collectiveDays: founding.collectiveDays,
        minutesPerDay: plan.minutesPerDay,
        members: members.map(one => ({ member: one.member, ...showPlan(one, amount) })),
        all: showPlan(sumOf(plan.members), amount),
        collectiveWorked: amount(plan.collectiveWorked),
        closedMonths: plan.closedMonths,
      };
    });
  }
}

type Amounts = Omit<MemberPlan, 'member'>;

type Shown = (umin: bigint) => object;

function showPlan({ own, collective }: Amounts, amount: Shown): object {
  const shown = (amounts: object): object =>
    Object.fromEntries(Object.entries(amounts).map(([name, umin]) => [name, amount(umin as bigint)]));
  return { own: shown(own), collective: shown(collective) };
}

function sumOf(plans: readonly Amounts[]): Amounts {
  const sum = (of: (plan: Amounts) => bigint): bigint => plans.reduce((all, plan) => all + of(plan), 0n);
  return {
    own: {
      planned: sum(({ own }) => own.planned),
      used: sum(({ own }) => own.used),
      left: sum(({ own }) => own.left),
      waiting: sum(({ own }) => own.waiting),
    },
    collective: {
      planned: sum(({ collective }) => collective.planned),
      used: sum(({ collective }) => collective.used),
      left: sum(({ collective }) => collective.left),
    },
  };
}
