import type { Command } from 'commander';
import { gather } from './command-line.js';
import type { Say } from './words.js';

/** Who belongs to a group or receives a shared address: everyone anew, or some more, or some less. */
export interface PeopleChoices {
  readonly people?: string[];
  readonly add?: string[];
  readonly remove?: string[];
}

export function peopleChoices(command: Command, say: Say): Command {
  return command
    .option('--people <person>', say('exactement ces personnes', 'exactly these people'), gather)
    .option('--add <person>', say('ces personnes en plus', 'these people as well'), gather)
    .option('--remove <person>', say('sans ces personnes', 'without these people'), gather);
}
