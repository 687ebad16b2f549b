import { existsSync, readFileSync } from 'node:fs';
import { change, edit } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, gather, group, type Register } from '../command-line.js';
import { type Lane, laneState, laneTroubles } from '../lanes.js';
import { readSettings } from '../settings.js';
import type { Terminal } from '../terminal.js';

interface Server {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly hostKey: string;
  readonly services: readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  readonly lanes: readonly Lane[];
}

interface ServerOptions {
  readonly name?: string;
  readonly address?: string;
  readonly hostKey?: string;
  readonly services?: string[];
  readonly setting?: string[];
}

export const registerServers: Register = (program, say) => {
  const servers = group(program, 'servers', say('les serveurs partagés', 'the shared servers'));
  const address = ['--address <address>', say('nom ou adresse IP', 'host name or IP address')] as const;
  const hostKey = [
    '--host-key <key>',
    say(
      'clé SSH publique du serveur, ou le fichier .pub qui la contient',
      'public SSH key of the server, or the .pub file that holds it',
    ),
  ] as const;
  const services = [
    '--services <service>',
    say('directory, mail : par virgules', 'directory, mail: by commas'),
    gather,
  ] as const;
  const setting = [
    '--setting <name=value>',
    say('réglage, tel que mail.name=… ; plusieurs possibles', 'setting, such as mail.name=…; may be given again'),
    append,
  ] as const;
  servers.command('list').description(say('liste les serveurs', 'lists the servers')).action(acting(list));
  servers.command('show <server>').description(say('montre un serveur', 'shows a server')).action(acting(show));
  changes(servers.command('add'), say)
    .description(say('ajoute un serveur préparé par Ansible', 'adds a server made ready by Ansible'))
    .option(
      '--name <name>',
      say('nom court ; sinon le début de son adresse', 'short name; else the start of its address'),
    )
    .requiredOption(...address)
    .requiredOption(...hostKey)
    .requiredOption(...services)
    .option(...setting)
    .action(acting(add));
  changes(servers.command('edit <server>'), say)
    .description(say('modifie un serveur', 'edits a server'))
    .option(...address)
    .option(...hostKey)
    .option(...services)
    .option(...setting)
    .action(acting(editServer));
};

const serverPath = (reference: string): string => `/servers/${encodeURIComponent(reference)}`;

async function list({ client, output }: Terminal): Promise<void> {
  output.rows(await collect(client.list<Server>('/servers')), [
    { title: ['Nom', 'Name'], show: ({ name }) => name },
    { title: ['Adresse', 'Address'], show: ({ address }) => address },
    {
      title: ['Services', 'Services'],
      show: ({ lanes }) => lanes.map(lane => `${lane.service} (${laneState(lane, output)})`).join(', '),
    },
    { title: ['À faire', 'To do'], show: ({ lanes }) => String(lanes.reduce((sum, { due }) => sum + due, 0)) },
  ]);
}

async function show(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { body } = await terminal.client.get<Server>(serverPath(reference));
  tellServer(terminal, body);
}

function tellServer({ output }: Terminal, server: Server): void {
  const settings = Object.entries(server.settings).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const lanes = server.lanes.map(lane => {
    const seen = output.time(lane.inspectedAt);
    const when = seen && output.say(`, vu le ${seen}`, `, seen on ${seen}`);
    return `${lane.service} (${laneState(lane, output)})${when}`;
  });
  output.facts(server, [
    ['Nom', 'Name', server.name],
    ['Adresse', 'Address', server.address],
    ['Clé', 'Host key', server.hostKey],
    ['Services', 'Services', lanes.join('\n')],
    ['Réglages', 'Settings', settings.join('\n')],
    ['À régler', 'To settle', laneTroubles(server.lanes, output).join('\n')],
  ]);
}

async function add(terminal: Terminal, options: ServerOptions): Promise<void> {
  const { name, address, services } = options;
  const hostKey = readHostKey(options.hostKey);
  const body = { name, address, hostKey, services, settings: readSettings(options.setting ?? [], {}, terminal.output) };
  const server = await change<Server>(terminal, 'POST', '/servers', { body });
  if (!terminal.isDryRun) tellServer(terminal, server);
}

async function editServer(terminal: Terminal, options: ServerOptions, reference: string): Promise<void> {
  const { address, services } = options;
  const before = (await terminal.client.get<Server>(serverPath(reference))).body.settings;
  const settings = options.setting && readSettings(options.setting, before, terminal.output);
  const body = { address, services, hostKey: readHostKey(options.hostKey), settings };
  await edit(terminal, serverPath(reference), body);
}

const append = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** The key itself, or the first line of the file named; comments of ssh-keyscan are passed over. */
function readHostKey(given: string | undefined): string | undefined {
  if (given === undefined || /^(?:ssh|ecdsa)-/.test(given) || !existsSync(given)) return given;
  const lines = readFileSync(given, 'utf8').split('\n');
  return lines.find(line => line.trim() !== '' && !line.startsWith('#'))?.trim();
}
