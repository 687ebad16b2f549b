import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { type Lane, laneColumns, lanePath, laneTrouble, laneTroubles } from '../lanes.js';
import type { Terminal } from '../terminal.js';

export const registerLanes: Register = (program, say) => {
  const lanes = group(
    program,
    'lanes',
    say('les files : un service sur un serveur', 'the lanes: one service on one server'),
  );
  lanes
    .command('list')
    .description(say('liste les files et leur état', 'lists the lanes and their state'))
    .action(acting(list));
  changes(lanes.command('resume <service> <server>'), say)
    .description(say('relance une file arrêtée', 'lets a stopped lane write again'))
    .action(acting(resumeLane));
  changes(lanes.command('inspect <service> <server>'), say)
    .description(say('fait tout regarder maintenant, sans rien écrire', 'looks at everything now, writes nothing'))
    .action(acting(inspect));
};

async function list({ client, output }: Terminal): Promise<void> {
  const { items } = (await client.get<{ items: Lane[] }>('/lanes')).body;
  output.rows(items, laneColumns(output));
  const troubles = laneTroubles(items, output);
  if (troubles.length > 0) output.text(`\n${troubles.join('\n')}`);
}

/** Lets a stopped lane write again. */
export async function resumeLane(terminal: Terminal, _: object, service: string, server: string): Promise<void> {
  const answer = await change<object>(terminal, 'POST', `${lanePath(service, server)}/resume`);
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.line(`${service} sur ${server} : relancé.`, `${service} on ${server}: resumed.`);
}

/** Asks the worker to look, and waits until it has (at most a minute), unless told not to. */
async function inspect(terminal: Terminal, _: object, service: string, server: string): Promise<void> {
  const { output } = terminal;
  const before = await find(terminal, service, server);
  await change<object>(terminal, 'POST', `${lanePath(service, server)}/inspect`);
  if (terminal.isDryRun) return;
  const lane = terminal.waits ? await inspected(terminal, service, server, before) : before;
  output.json(lane);
  const isSeen = lane?.inspectedAt !== before?.inspectedAt;
  if (isSeen) return output.line('C’est vu. Les écarts : amie drift list', 'Looked. What differs: amie drift list');
  output.line('L’inspection est demandée.', 'The inspection is asked for.');
  if (lane && terminal.waits) output.text(laneTrouble(lane, output));
}

async function inspected(
  terminal: Terminal,
  service: string,
  server: string,
  before?: Lane,
): Promise<Lane | undefined> {
  for (const deadline = performance.now() + 60_000; ; await new Promise(resolve => setTimeout(resolve, 250))) {
    const lane = await find(terminal, service, server);
    if (lane?.inspectedAt !== before?.inspectedAt || performance.now() > deadline) return lane;
  }
}

async function find({ client }: Terminal, service: string, server: string): Promise<Lane | undefined> {
  const { items } = (await client.get<{ items: Lane[] }>('/lanes')).body;
  return items.find(lane => lane.service === service && [lane.server.name, lane.server.id].includes(server));
}
