import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import { minutesOf } from '../minutes.js';
import { moneyOf } from '../money.js';
import { stateWord } from '../state-words.js';
import { readInput, type Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Policy {
  readonly version: number;
  readonly state: string;
  readonly effectiveMonth: string | null;
  readonly policy: object;
  readonly sha256: string;
  readonly note: string;
  readonly isRecordedLate: boolean;
}

interface Replay {
  readonly version: number;
  readonly months: readonly {
    readonly month: string;
    readonly members: readonly {
      readonly member: string;
      readonly difference: string;
      readonly pools: Readonly<Record<string, string>>;
      readonly cents: { readonly difference: string } | null;
    }[];
  }[];
  readonly members: readonly { readonly member: string; readonly difference: string; readonly cents: string | null }[];
}

export const registerPolicies: Register = (program, say) => {
  const policy = group(
    program,
    'policy',
    say('la clé de répartition que vote le conseil', 'the sharing rule the board votes'),
  );
  changes(policy.command('draft [file]'), say)
    .description(
      say(
        'prépare une version (fichier JSON, - pour l’entrée ; sans fichier, la règle proposée)',
        'drafts a version (a JSON file, - for standard input; without one, the offered rule)',
      ),
    )
    .option('--note <text>', say('une note', 'a note'))
    .action(acting(draft));
  policy
    .command('show [version]')
    .description(
      say('liste les versions, ou montre l’une d’elles (ou default)', 'lists the versions, or shows one (or default)'),
    )
    .action(acting(show));
  changes(policy.command('adopt <version>'), say)
    .description(say('met une version en vigueur, comme voté', 'puts a version in force, as voted'))
    .requiredOption('--from <month>', say('premier mois, après le vote', 'first month, after the vote'))
    .requiredOption('--decision <id>', say('décision du conseil', 'decision of the board'))
    .action(acting(adopt));
  policy
    .command('replay <version>')
    .description(
      say(
        'ce qu’elle aurait changé pour chacun dans les mois clos',
        'what it would have changed for each in closed months',
      ),
    )
    .option('--months <months>', say('2025-10,2025-11 ; tous sinon', '2025-10,2025-11; all otherwise'))
    .action(acting(replay));
};

async function draft(terminal: Terminal, { note }: { note?: string }, file?: string): Promise<void> {
  const policy = file === undefined ? undefined : parsed(terminal, file);
  const made = await change<Policy>(terminal, 'POST', '/policies', { body: { policy, note } });
  if (terminal.isDryRun) return;
  const { output } = terminal;
  output.json(made);
  const { version } = made;
  output.line(`Projet de règle : version ${version}.`, `Rule drafted: version ${version}.`);
  output.line(
    `Ce qu’elle aurait changé : amie policy replay ${version}`,
    `What it would have changed: amie policy replay ${version}`,
  );
}

function parsed(terminal: Terminal, file: string): unknown {
  const text = Buffer.from(readInput(terminal, file)).toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    const { say } = terminal.output;
    throw new CommandFailure(say(`${file} n’est pas du JSON.`, `${file} is not JSON.`), exitCodes.usage);
  }
}

async function show({ client, output }: Terminal, _: object, version?: string): Promise<void> {
  if (version === undefined) {
    const { items } = (await client.get<{ items: Policy[] }>('/policies')).body;
    return output.rows(items, [
      { title: ['Version', 'Version'], show: one => String(one.version) },
      { title: ['État', 'State'], show: ({ state }) => stateWord(state, output.say) },
      { title: ['Depuis', 'From'], show: ({ effectiveMonth }) => effectiveMonth },
      { title: ['Empreinte', 'Digest'], show: ({ sha256 }) => sha256.slice(0, 12) },
      { title: ['Décision', 'Decision'], show: one => (one.isRecordedLate ? output.say(...recordedLate) : null) },
      { title: ['Note', 'Note'], show: ({ note }) => note },
    ]);
  }
  const { body } = await client.get<Policy>(`/policies/${encodeURIComponent(version)}`);
  output.json(body);
  output.text(JSON.stringify(body.policy, null, 2));
}

const recordedLate = [
  'décision enregistrée après le début du mois',
  'decision recorded after the month began',
] as const;

async function adopt(
  terminal: Terminal,
  { from, decision }: { from: string; decision: string },
  version: string,
): Promise<void> {
  const path = `/policies/${encodeURIComponent(version)}/adopt`;
  const answer = await change<Policy>(terminal, 'POST', path, { body: { from, decision } });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.line(
    `Version ${version} en vigueur à partir de ${from}.`,
    `Version ${version} in force from ${from}.`,
  );
  if (answer.isRecordedLate) terminal.output.text(`! ${terminal.output.say(...recordedLate)}`);
}

async function replay({ client, output }: Terminal, { months }: { months?: string }, version: string): Promise<void> {
  const path = `/policies/${encodeURIComponent(version)}/replay`;
  const { body } = await client.get<Replay>(withQuery(path, { months }));
  output.json(body);
  if (body.months.length === 0) return output.line('Aucun mois clos.', 'No closed month.');
  const { language } = output;
  for (const { month, members } of body.months) {
    output.text(`\n${month}`);
    output.table(members, [
      { title: ['Association', 'Member'], show: ({ member }) => member },
      ...Object.keys(members[0]?.pools ?? {}).map(pool => ({
        title: [pool, pool] as const,
        show: (one: (typeof members)[number]) => minutesOf(one.pools[pool] ?? '0', language, true),
      })),
      { title: ['En tout', 'In all'], show: ({ difference }) => minutesOf(difference, language, true) },
      { title: ['Euros', 'Euros'], show: ({ cents }) => cents && moneyOf(cents.difference, language) },
    ]);
  }
  output.line('\nTous les mois (minutes) :', '\nAll months (minutes):');
  output.table(body.members, [
    { title: ['Association', 'Member'], show: ({ member }) => member },
    { title: ['Différence', 'Difference'], show: ({ difference }) => minutesOf(difference, language, true) },
    { title: ['Euros', 'Euros'], show: ({ cents }) => cents && moneyOf(cents, language) },
  ]);
}
