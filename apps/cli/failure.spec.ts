import { readCliConfig } from '@amie/config';
import { describe, expect, it } from '@jest/globals';
import type { Command } from 'commander';
import { ApiProblem } from './api-problem.js';
import { CommandFailure, exitCodes } from './exit-codes.js';
import { tellFailure, type Told } from './failure.js';
import { buildProgram } from './program.js';
import type { Language } from './words.js';

function hush(command: Command): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const child of command.commands) hush(child);
}

function settingsProblem(env: Record<string, string>): unknown {
  try {
    return readCliConfig(env);
  } catch (error) {
    return error;
  }
}

async function type(line: string, language: Language = 'en'): Promise<Told> {
  const words = line.split(' ').filter(Boolean);
  const program = buildProgram(language, '0.0.0');
  hush(program);
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    return tellFailure(error, words, language);
  }
  return { exitCode: exitCodes.done };
}

describe('a command line', () => {
  it.each([
    ['', exitCodes.usage],
    ['people', exitCodes.usage],
    ['peple list', exitCodes.usage],
    ['people add Marie', exitCodes.usage],
    ['people list --stauts invited', exitCodes.usage],
    ['people list --status dreaming', exitCodes.usage],
    ['tasks follow last --timeout never', exitCodes.usage],
    ['servers add --address mail.test', exitCodes.usage],
    ['--help', exitCodes.done],
    ['people add --help', exitCodes.done],
    ['--version', exitCodes.done],
  ])('"amie %s" ends with %d', async (line, exitCode) => {
    expect((await type(line)).exitCode).toBe(exitCode);
  });

  it('that is wrong is explained in the language of the terminal, with the way to the help', async () => {
    expect((await type('peple list', 'fr')).sentence).toBe(
      'La commande « peple » n’existe pas.\nVouliez-vous dire people\u00a0?\nAide\u00a0: amie --help'.replace(
        '« peple »',
        '«\u00a0peple\u00a0»',
      ),
    );
    expect((await type('people add Marie')).sentence).toBe('Missing: family-name.\nHelp: amie people --help');
    expect((await type('tasks list --state dreaming')).sentence).toBe(
      '"dreaming" does not fit --state <state>.\nOne of: running, done, failed.\nHelp: amie tasks --help',
    );
  });
});

describe('a failure', () => {
  const problem = {
    title: 'Address taken.',
    detail: 'marie@recre.test exists.',
    action: 'Choose another.',
    status: 409,
  };

  it('of the API is told in sentences with its code, and as a document', () => {
    const told = tellFailure(new ApiProblem({ ...problem, code: 'address-taken' }, 'en'), [], 'en');
    expect(told.sentence).toBe('Address taken.\nmarie@recre.test exists.\nChoose another.\n(address-taken)');
    expect(told.document).toMatchObject({ problem: { code: 'address-taken' } });
    expect(told.exitCode).toBe(exitCodes.failed);
  });

  it('names the rows and fields at fault', () => {
    const errors = [
      { row: 7, field: 'ownEmail', detail: 'No @.', action: 'Mend it.' },
      { field: 'language', detail: 'Le champ language n’est pas rempli.' },
      { row: 9, value: 'Zoé Petit', title: 'Cette personne est à la corbeille', action: 'Restaurez-la.' },
    ];
    const told = tellFailure(new ApiProblem({ ...problem, errors }, 'fr'), [], 'fr');
    expect(told.sentence).toContain('langue\u00a0: Le champ «\u00a0langue\u00a0» n’est pas rempli.');
    expect(told.sentence).toContain('\n  ligne 7, e-mail personnel\u00a0: No @. Mend it.\n');
    expect(told.sentence).toContain(
      '\n  ligne 9 (Zoé Petit)\u00a0: Cette personne est à la corbeille. Restaurez-la.\n',
    );
  });

  it('for want of a token says how to give one', () => {
    const told = tellFailure(new ApiProblem({ title: 'No token.', status: 401 }, 'en'), [], 'en');
    expect(told.sentence).toContain('AMIE_TOKEN_FILE');
    expect(told.exitCode).toBe(exitCodes.unreachable);
  });

  it('keeps its own exit code and document', () => {
    const failure = new CommandFailure('Two rows set aside.', exitCodes.partly, { bad: [3, 5] });
    expect(tellFailure(failure, [], 'en')).toEqual({
      exitCode: 3,
      sentence: 'Two rows set aside.',
      document: { bad: [3, 5] },
    });
  });

  it('of the settings is a wrong command line, and one of ours shows no stack', () => {
    expect(tellFailure(settingsProblem({ AMIE_URL: 'mailto:x' }), [], 'en').exitCode).toBe(exitCodes.usage);
    expect(tellFailure(new TypeError('oops'), [], 'en')).toMatchObject({ exitCode: 1, sentence: 'oops' });
  });

  it('of the settings is told in French to who reads French, and never half', () => {
    const { sentence } = tellFailure(settingsProblem({ AMIE_URL: 'mailto:x' }), [], 'fr');
    expect(sentence?.replaceAll('\u00a0', ' ').split('\n')).toEqual([
      'Ces réglages sont à revoir :',
      '  - AMIE_URL : une URL est attendue (http:, https:)',
    ]);
  });

  it('cannot redraw the terminal', () => {
    const told = tellFailure(new ApiProblem({ title: 'a\u001b[2Jb', status: 400 }, 'en'), [], 'en');
    expect(told.sentence).toBe('a\\u001b[2Jb');
  });
});
