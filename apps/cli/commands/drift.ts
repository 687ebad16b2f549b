import { change } from '../change.js';
import { collect } from '../collect.js';
import { acting, changes, group, type Register } from '../command-line.js';
import type { Drift } from '../drift.js';
import { findInList } from '../find-by-id.js';
import type { Output } from '../output.js';
import { stateWord } from '../state-words.js';
import { shortId } from '../task.js';
import type { Terminal } from '../terminal.js';
import { thingName } from '../things.js';
import { withQuery } from '../with-query.js';
import { resumeLane } from './lanes.js';

const decisions = [
  ['adopt', 'garde ce qui est sur le serveur', 'keeps what is on the server'],
  ['correct', 'remet le serveur comme demandé', 'brings the server back to what was asked'],
  ['ignore', 'laisse tel quel et n’en parle plus', 'leaves it and no longer shows it'],
] as const;

export const registerDrift: Register = (program, say) => {
  const drift = group(
    program,
    'drift',
    say('les écarts que personne n’a demandés', 'what differs though nobody asked'),
  );
  drift
    .command('list')
    .description(say('liste les écarts et les orphelins', 'lists drift and orphans'))
    .option('--member <member>', say('d’une association', 'of one member'))
    .option('--all', say('aussi ce qui est réglé ou ignoré', 'also what is settled or ignored'))
    .action(acting(list));
  drift.command('show <drift>').description(say('montre un écart', 'shows one')).action(acting(show));
  for (const [verb, french, english] of decisions) {
    changes(drift.command(`${verb} <drift>`), say)
      .description(say(french, english))
      .action(acting((terminal: Terminal, _: object, reference: string) => decide(terminal, verb, reference)));
  }
  changes(drift.command('resume <service> <server>'), say)
    .description(
      say('relance une file que trop d’absences ont arrêtée', 'resumes a lane that too many absences stopped'),
    )
    .action(acting(resumeLane));
};

async function list(terminal: Terminal, { member, all }: { member?: string; all?: boolean }): Promise<void> {
  const { client, output } = terminal;
  const path = withQuery('/drift', { member, all: all ? 'true' : undefined });
  const found = await collect(client.list<Drift>(path));
  output.rows(found, [
    { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
    { title: ['Quoi', 'What'], show: ({ kind }) => stateWord(kind, output.say) },
    { title: ['Serveur', 'Server'], show: ({ service, server }) => `${service} ${server.name}` },
    { title: ['Écart', 'Drift'], show: ({ sentence }) => sentence },
    { title: ['Vu', 'Seen'], show: ({ detectedAt }) => output.time(detectedAt) },
    ...(all ? [{ title: ['Décision', 'Decision'] as const, show: (drift: Drift) => settled(drift, output) }] : []),
  ]);
}

function settled({ decision, resolvedAt }: Drift, { say }: Output): string {
  if (decision) return stateWord(decision, say);
  return resolvedAt ? say('réglé', 'settled') : '';
}

const find = (terminal: Terminal, reference: string): Promise<Drift> =>
  findInList<Drift>(terminal, '/drift?all=true', reference, ({ key, resolvedAt }) => (resolvedAt ? [] : [key]));

async function show(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { output } = terminal;
  const drift = await find(terminal, reference);
  output.facts(drift, [
    ['Id', 'Id', drift.id],
    ['Quoi', 'What', stateWord(drift.kind, output.say)],
    ['Écart', 'Drift', drift.text.replaceAll(/\n +/g, '\n')],
    ['Serveur', 'Server', `${drift.service} ${drift.server.name}`],
    ['Vu', 'Seen', output.time(drift.detectedAt)],
    ['Décision', 'Decision', settled(drift, output)],
  ]);
}

async function decide(terminal: Terminal, verb: string, reference: string): Promise<void> {
  const { output } = terminal;
  const { id, key } = await find(terminal, reference);
  const answer = await change<object>(terminal, 'POST', `/drift/${id}/${verb}`);
  if (terminal.isDryRun || answer.task) return;
  output.json(answer);
  const [thing, word] = [thingName(key, output.say), stateWord(verb, output.say)];
  output.line(`${thing} : ${word}.`, `${thing}: ${word}.`);
}
