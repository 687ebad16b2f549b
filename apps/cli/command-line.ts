import { Command, InvalidArgumentError } from 'commander';
import { type CommonOptions, Terminal } from './terminal.js';
import type { Say } from './words.js';

/** Adds commands to the program; one such function per file of commands/. */
export type Register = (program: Command, say: Say) => void;

/** A word that holds commands: `amie people …`. */
export function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description).helpCommand(false);
}

/** What runs when a command is typed: the terminal, its options, then its arguments. */
type Act<Options, Arguments extends unknown[]> = (
  terminal: Terminal,
  options: Options & CommonOptions,
  ...args: Arguments
) => Promise<void>;

/** Fits a command's work to commander, which passes arguments first. */
export function acting<Options, Arguments extends unknown[]>(act: Act<Options, Arguments>) {
  return async (...parameters: unknown[]): Promise<void> => {
    const command = parameters.at(-1);
    if (!(command instanceof Command)) throw new TypeError('commander passes the command last');
    const options = command.optsWithGlobals<Options & CommonOptions>();
    await act(new Terminal(options), options, ...(parameters.slice(0, -2) as Arguments));
  };
}

/** Options of every change: look first, or do not wait. */
export function changes(command: Command, say: Say): Command {
  const dryRun = say('montre ce qui changerait, sans rien changer', 'shows what would change, changes nothing');
  return waiting(command.option('--dry-run', dryRun), say);
}

/** Options of every command that follows a task. */
export function waiting(command: Command, say: Say): Command {
  return command
    .option('--no-wait', say('rend la main sans attendre la fin du travail', 'returns without waiting for the task'))
    .option('--timeout <seconds>', say('n’attend pas plus longtemps', 'waits no longer than this'), readSeconds);
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0) || seconds > 86_400) throw new InvalidArgumentError('1 … 86400');
  return seconds;
}

/** Gathers a repeated option into a list; commas separate as well. */
export function gather(value: string, before: readonly string[] = []): string[] {
  return [...before, ...value.split(',').flatMap(part => (part.trim() === '' ? [] : [part.trim()]))];
}
