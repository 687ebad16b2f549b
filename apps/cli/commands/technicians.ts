import { change, edit } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { localDay, readDay } from '../day-words.js';
import type { Terminal } from '../terminal.js';

interface Technician {
  readonly name: string;
  readonly fullName: string;
  readonly leftOn: string | null;
}

export const registerTechnicians: Register = (program, say) => {
  const technicians = group(
    program,
    'technicians',
    say('les personnes dont on note les journées', 'the people whose days are kept'),
  );
  technicians.command('list').description(say('liste les techniciens', 'lists the technicians')).action(acting(list));
  changes(technicians.command('add <name> <full-name>'), say)
    .description(
      say(
        'ajoute un technicien : nom court (celui de son jeton) et nom',
        'adds a technician: short name (of their token) and name',
      ),
    )
    .action(acting(add));
  changes(technicians.command('leave <name>'), say)
    .description(say('note un départ', 'notes that somebody left'))
    .requiredOption('--on <day>', say('premier jour où elle n’est plus là', 'first day no longer there'))
    .action(acting(leave));
};

async function list({ client, output }: Terminal): Promise<void> {
  const { items } = (await client.get<{ items: Technician[] }>('/technicians')).body;
  output.rows(items, [
    { title: ['Nom court', 'Short name'], show: ({ name }) => name },
    { title: ['Nom', 'Name'], show: ({ fullName }) => fullName },
    { title: ['Départ', 'Left'], show: ({ leftOn }) => leftOn },
  ]);
}

async function add(terminal: Terminal, _: object, name: string, fullName: string): Promise<void> {
  const answer = await change<Technician>(terminal, 'POST', '/technicians', { body: { name, fullName } });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.line(
    `${fullName} est là. Pour noter une demi-journée : amie day log <association> matin`,
    `${fullName} is there. To write half a day down: amie day log <member> morning`,
  );
}

async function leave(terminal: Terminal, { on }: { on: string }, name: string): Promise<void> {
  const leftOn = readDay(on, localDay(new Date()));
  await edit(terminal, `/technicians/${encodeURIComponent(name)}`, { leftOn });
}
