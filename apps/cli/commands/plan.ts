import { changeLines } from '../change.js';
import { acting, type Register } from '../command-line.js';
import type { Drift } from '../drift.js';
import { stateWord } from '../state-words.js';
import { type Plan, shortId } from '../task.js';
import type { Terminal } from '../terminal.js';
import { whatWaits } from '../what-waits.js';
import { withQuery } from '../with-query.js';
import { showYearPlan } from '../year-plan.js';

interface PendingPlan extends Plan {
  readonly isLive: boolean;
  readonly drift: readonly Drift[];
}

interface PlanOptions {
  readonly member?: string;
  readonly live?: boolean;
}

export const registerPlan: Register = (program, say) => {
  program
    .command('plan [year]')
    .description(
      say(
        'sans année : ce qui n’est pas encore comme demandé sur les serveurs ; avec une année (2025) : les jours prévus, utilisés et restants de chaque association',
        'without a year: what is not yet as asked on the servers; with a year (2025): the days of each member planned, used and left',
      ),
    )
    .option('--member <member>', say('d’une association', 'of one member'))
    .option(
      '--live',
      say('sans année : fait d’abord regarder les serveurs', 'without a year: has the servers looked at first'),
    )
    .action(acting(plan));
};

async function plan(terminal: Terminal, { member, live }: PlanOptions, year?: string): Promise<void> {
  if (year !== undefined) return showYearPlan(terminal, year, member);
  const { client, output } = terminal;
  const { body } = await client.get<PendingPlan>(withQuery('/plan', { member, live: live ? 'true' : undefined }));
  output.json(body);
  if (live && !body.isLive) {
    output.line(
      'Les serveurs n’ont pas été regardés à temps : voici ce qui était connu.',
      'The servers were not looked at in time: this is what was known.',
    );
  }
  if (!output.isJson) for (const { text } of await whatWaits(terminal, { memberId: null })) output.text(text);
  output.line(`À faire : ${body.sentence}.`, `To do: ${body.sentence}.`);
  if (body.changes.length > 0) output.text(`\n${changeLines(body.text)}`);
  for (const drift of body.drift) {
    const { say } = output;
    output.text(`${shortId(drift.id)} ${stateWord(drift.kind, say)} · ${drift.text}`);
  }
  if (body.drift.length > 0)
    output.line('Pour décider : amie drift adopt|correct|ignore ID', 'To decide: amie drift adopt|correct|ignore ID');
  if (!body.asOf) return;
  const seen = output.time(body.asOf);
  output.line(`D’après les serveurs vus le ${seen}.`, `From the servers as seen on ${seen}.`);
}
