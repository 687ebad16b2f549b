import { setTimeout as pause } from 'node:timers/promises';
import { change } from '../change.js';
import { acting, changes, type Register } from '../command-line.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import { dueColumns, gapColumns, type Night, type Nights, sourceColumns, tellNight } from '../nights.js';
import type { Terminal } from '../terminal.js';

export const registerNights: Register = (program, say) => {
  changes(program.command('night'), say)
    .option('--wait', say('attend la fin (c’est le cas sans le dire)', 'waits for the end (as it does unasked)'))
    .description(say('relève les compteurs de tous les serveurs maintenant', 'reads the meters of all servers now'))
    .action(acting(night));
  program
    .command('nights')
    .description(say('les relevés : faits, dus, et les trous d’un mois', 'the readings: made, due, and a month’s gaps'))
    .option('--month <month>', say('le mois, AAAA-MM', 'the month, YYYY-MM'))
    .action(acting(nights));
};

/** Asks for a reading of everything; ends well only when every server was read. */
async function night(terminal: Terminal): Promise<void> {
  const { output } = terminal;
  const asked = await change<Night>(terminal, 'POST', '/nights');
  if (terminal.isDryRun) return;
  const seen = terminal.waits ? await ended(terminal, asked) : asked;
  output.json(seen);
  tellNight(seen, output);
  if (seen.outcome && seen.outcome.failures.length > 0) process.exitCode = exitCodes.failed;
}

/** Seconds after which a night that nobody began will hardly begin while one waits. */
const patienceSeconds = 60;

async function ended(terminal: Terminal, { id }: Night): Promise<Night> {
  const begun = performance.now();
  for (let wait = 200; ; wait = Math.min(2000, wait * 1.5)) {
    const night = (await terminal.client.get<Night>(`/nights/${id}`)).body;
    if (night.endedAt) return night;
    if (!night.begunAt && performance.now() - begun > patienceSeconds * 1000) throw notBegun(terminal);
    if (terminal.deadline?.aborted) throw notDone(terminal);
    await pause(wait);
  }
}

const notDone = ({ output: { say } }: Terminal): CommandFailure =>
  new CommandFailure(
    say('Le relevé n’est pas fini. Où il en est : amie nights', 'Not done yet. How it stands: amie nights'),
    exitCodes.failed,
  );

const notBegun = ({ output: { say } }: Terminal): CommandFailure =>
  new CommandFailure(
    say(
      'Personne n’a commencé le relevé : le worker tourne-t-il ? Il le fera dès qu’il tournera.',
      'Nobody began the reading: does the worker run? It will be made as soon as it does.',
    ),
    exitCodes.failed,
  );

async function nights({ client, output }: Terminal, { month }: { month?: string }): Promise<void> {
  const query = month === undefined ? '' : `?month=${encodeURIComponent(month)}`;
  const seen = (await client.get<Nights>(`/nights${query}`)).body;
  output.json(seen);
  if (output.isJson) return;
  output.table(seen.sources, sourceColumns(output));
  if (seen.due.length > 0) {
    output.line('\nÀ relever maintenant :', '\nDue now:');
    output.table(seen.due, dueColumns(output));
  }
  if (seen.gaps.length === 0) return output.line(`\n${seen.month} : aucun trou.`, `\n${seen.month}: no gap.`);
  output.line(`\nTrous de ${seen.month} :`, `\nGaps of ${seen.month}:`);
  output.table(seen.gaps, gapColumns(output));
}
