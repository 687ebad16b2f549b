import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { shortId } from '../task.js';
import type { Terminal } from '../terminal.js';

interface Decision {
  readonly id: string;
  readonly takenOn: string;
  readonly title: string;
  readonly recordedBy: string;
}

export const registerDecisions: Register = (program, say) => {
  const decision = group(program, 'decision', say('les décisions du conseil', 'the decisions of the board'));
  changes(decision.command('record <day> <title>'), say)
    .description(say('enregistre une décision et le jour du vote', 'records a decision and the day of the vote'))
    .option('--text <text>', say('ce qui a été décidé', 'what was decided'))
    .action(acting(record));
  decision.command('list').description(say('liste les décisions', 'lists the decisions')).action(acting(list));
};

async function record(terminal: Terminal, { text }: { text?: string }, takenOn: string, title: string): Promise<void> {
  const made = await change<Decision>(terminal, 'POST', '/decisions', { body: { takenOn, title, text } });
  if (terminal.isDryRun) return;
  terminal.output.json(made);
  const id = shortId(made.id);
  terminal.output.line(`Décision enregistrée : ${id} (${title}).`, `Decision recorded: ${id} (${title}).`);
}

async function list({ client, output }: Terminal): Promise<void> {
  const { items } = (await client.get<{ items: Decision[] }>('/decisions')).body;
  output.rows(items, [
    { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
    { title: ['Vote', 'Vote'], show: ({ takenOn }) => takenOn },
    { title: ['Décision', 'Decision'], show: ({ title }) => title },
    { title: ['Par', 'By'], show: ({ recordedBy }) => recordedBy.replace('technician:', '') },
  ]);
}
