import type { Output } from './output.js';
import type { Terminal } from './terminal.js';
import { withQuery } from './with-query.js';

interface Amount {
  readonly umin: string;
  readonly text: string;
}

interface MemberPlan {
  readonly member: string;
  readonly own: { planned: Amount; used: Amount; left: Amount; waiting: Amount };
  readonly collective: { planned: Amount; used: Amount; left: Amount };
}

interface YearPlan {
  readonly year: number;
  readonly ownDays: number;
  readonly collectiveDays: number;
  readonly members: readonly MemberPlan[];
  readonly all: Omit<MemberPlan, 'member'>;
  readonly collectiveWorked: Amount;
  readonly closedMonths: readonly string[];
}

/** The plan of a year: days of each member, planned, used and left. */
export async function showYearPlan({ client, output }: Terminal, year: string, member?: string): Promise<void> {
  const { body } = await client.get<YearPlan>(withQuery(`/plan/${encodeURIComponent(year)}`, { member }));
  if (output.isJson) return output.json(body);
  const total = { member: output.say('total', 'total'), ...body.all };
  tellMembers(output, member === undefined && body.members.length > 0 ? [...body.members, total] : body.members);
  const { ownDays, collectiveDays, closedMonths } = body;
  output.line(
    `Une part : ${ownDays} jours individuels et ${collectiveDays} collectifs par an, au prorata de la présence.`,
    `One part: ${ownDays} days of its own and ${collectiveDays} collective a year, pro rata of presence.`,
  );
  const worked = body.collectiveWorked.text;
  output.line(
    `Collectif travaillé : ${worked}, dont ${closedMonths.length} mois répartis.`,
    `Collective worked: ${worked}, of which ${closedMonths.length} months are shared out.`,
  );
}

function tellMembers(output: Output, members: readonly MemberPlan[]): void {
  output.rows(members, [
    { title: ['Association', 'Member'], show: ({ member }) => member },
    { title: ['Individuelles', 'Own'], show: ({ own }) => own.planned.text },
    { title: ['utilisées', 'used'], show: ({ own }) => own.used.text },
    { title: ['à valider', 'to validate'], show: ({ own }) => (own.waiting.umin === '0' ? '' : own.waiting.text) },
    { title: ['restent', 'left'], show: ({ own }) => own.left.text },
    { title: ['Collectives', 'Collective'], show: ({ collective }) => collective.planned.text },
    { title: ['réparties', 'shared out'], show: ({ collective }) => collective.used.text },
    { title: ['restent', 'left'], show: ({ collective }) => collective.left.text },
  ]);
}
