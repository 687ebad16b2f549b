import type { CommanderError } from 'commander';
import { type Language, sayIn } from './words.js';

type Sentence = readonly [french: string, english: string];

const sentences: Readonly<Record<string, Sentence>> = {
  'commander.missingArgument': ['Il manque : {1}.', 'Missing: {1}.'],
  'commander.optionMissingArgument': ['L’option {1} attend une valeur.', 'The option {1} needs a value.'],
  'commander.missingMandatoryOptionValue': ['Il manque l’option {1}.', 'The option {1} is missing.'],
  'commander.unknownOption': ['L’option {1} n’existe pas.', 'There is no option {1}.'],
  'commander.unknownCommand': ['La commande « {1} » n’existe pas.', 'There is no command "{1}".'],
  'commander.excessArguments': ['Il y a trop d’arguments.', 'There are too many arguments.'],
  'commander.invalidArgument': ['« {2} » ne convient pas à {1}.', '"{2}" does not fit {1}.'],
  'commander.conflictingOption': ['Les options {1} et {2} s’excluent.', 'The options {1} and {2} exclude each other.'],
};

/** What is wrong with a command line, in the terminal's language, with what commander suggests and where to read on. */
export function usageSentence(error: CommanderError, command: string, language: Language): string {
  const say = sayIn(language);
  const names = [...error.message.matchAll(/'([^']*)'/g)].map(match => match[1] ?? '');
  const sentence = sentences[error.code];
  const text = sentence
    ? say(...sentence).replaceAll(/\{(\d)\}/g, (_, n) => names[Number(n) - 1] ?? '')
    : error.message;
  const [, meant] = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message) ?? [];
  const [, allowed] = /is invalid\. (?:Allowed choices are )?(.+?)\.?$/.exec(error.message) ?? [];
  return [
    text,
    allowed && say(`Au choix : ${allowed}.`, `One of: ${allowed}.`),
    meant && say(`Vouliez-vous dire ${meant} ?`, `Did you mean ${meant}?`),
    say(`Aide : ${command} --help`, `Help: ${command} --help`),
  ]
    .filter(Boolean)
    .join('\n');
}

const titles: Readonly<Record<string, string>> = {
  'Usage:': 'Usage :',
  'Arguments:': 'Arguments :',
  'Options:': 'Options :',
  'Global Options:': 'Options communes :',
  'Commands:': 'Commandes :',
};

/** Headings of the help, which commander writes in English. */
export const helpTitle = (title: string, language: Language): string =>
  language === 'fr' ? (titles[title] ?? title) : title;
