import type { Command } from 'commander';
import { acting } from '../command-line.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';
import { sitePath } from './site-parts.js';

interface LogPart {
  readonly text: string;
  readonly size: number;
  /** Where what comes after begins; null at the end of the log. */
  readonly after: string | null;
}

interface Which {
  readonly errors?: boolean;
  readonly all?: boolean;
}

export function registerSiteLogs(sites: Command, say: Say): void {
  const all = say(
    'tout ce qui est gardé, d’ordinaire 30 jours, du plus ancien au plus récent',
    'all that is kept, usually 30 days, from the oldest to the newest',
  );
  sites
    .command('logs <site>')
    .description(say('montre la fin du journal des visites', 'shows the end of the log of visits'))
    .option('--errors', say('le journal des erreurs', 'the log of errors'))
    .option('--all', all)
    .action(acting(showLogs));
}

/** Prints the end of a log, or all that is kept of it, part by part as they come: a month of it may be large. */
export async function showLogs(terminal: Terminal, { errors, all }: Which, site: string): Promise<void> {
  const { output } = terminal;
  const path = `${sitePath(site)}/logs/${errors ? 'error' : 'access'}`;
  const texts: string[] = [];
  let [size, begun] = [0, ''];
  for await (const part of all ? eachPart(terminal, path) : [await partAt(terminal, path)]) {
    size = part.size;
    if (output.isJson) texts.push(part.text);
    begun = output.isJson ? '' : printLines(terminal, begun + part.text);
  }
  if (begun !== '') output.text(begun);
  output.json({ text: texts.join(''), size });
}

async function* eachPart(terminal: Terminal, path: string): AsyncGenerator<LogPart> {
  for (let after: string | null = 'start'; after !== null; ) {
    const part = await partAt(terminal, `${path}?after=${after}&bytes=262144`);
    yield part;
    after = part.after;
  }
}

const partAt = async ({ client }: Terminal, path: string): Promise<LogPart> => (await client.get<LogPart>(path)).body;

/** The rest, which is not a whole line yet. */
function printLines({ output }: Terminal, text: string): string {
  const end = text.lastIndexOf('\n') + 1;
  if (end > 0) output.text(text.slice(0, end));
  return text.slice(end);
}
