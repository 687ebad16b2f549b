import { writeFileSync } from 'node:fs';
import { Option } from 'commander';
import { acting, type Register } from '../command-line.js';
import { CommandFailure } from '../exit-codes.js';
import { moneyOf } from '../money.js';
import { type Proof, type Statement, tellProof, tellStatement } from '../statements.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Printed {
  readonly format: 'table' | 'json' | 'csv' | 'pdf';
  readonly language?: 'fr' | 'en';
  readonly output?: string;
}

export const registerStatements: Register = (program, say) => {
  const language = () =>
    new Option(
      '--language <language>',
      say('langue du document : fr ou en', 'language of the paper: fr or en'),
    ).choices(['fr', 'en']);
  const format = (...formats: string[]) =>
    new Option('--format <format>', formats.join(', ')).choices(formats).default('table');
  const output = [
    '--output <file>',
    say('fichier à écrire, ou - pour la sortie', 'file to write, or - for standard output'),
  ] as const;
  program
    .command('statement <member> <year>')
    .description(
      say(
        'le relevé annuel d’une association (une page A4 en PDF)',
        "a member's sheet of the year (one A4 page as PDF)",
      ),
    )
    .addOption(format('table', 'json', 'csv', 'pdf'))
    .addOption(language())
    .option(...output)
    .action(acting(statement));
  program
    .command('proof <year>')
    .description(
      say(
        'la preuve au centime de la part de chacun dans le coût réel',
        'the proof, to the cent, of each share in the real cost',
      ),
    )
    .addOption(format('table', 'json', 'csv'))
    .addOption(language())
    .option(...output)
    .action(acting(proof));
};

async function statement(terminal: Terminal, options: Printed, member: string, year: string): Promise<void> {
  const path = `/statements/${encodeURIComponent(member)}/${encodeURIComponent(year)}`;
  // A page is no text for a terminal: without a name it takes its own.
  const file = options.output ?? (options.format === 'pdf' ? `releve-${member}-${year}.pdf` : undefined);
  if (await printed(terminal, path, { ...options, output: file })) return;
  const { body } = await terminal.client.get<Statement>(path);
  tellStatement(terminal.output, body);
}

async function proof(terminal: Terminal, options: Printed, year: string): Promise<void> {
  const path = `/proof/${encodeURIComponent(year)}`;
  if (await printed(terminal, path, options)) return;
  const { body } = await terminal.client.get<Proof>(path);
  tellProof(terminal.output, body, cents => moneyOf(cents, terminal.output.language));
}

/** Writes the document as the API made it, byte for byte; false when people asked for a table. */
async function printed(
  { client, output }: Terminal,
  path: string,
  options: Printed & { output?: string },
): Promise<boolean> {
  const format = output.isJson && options.format === 'table' ? 'json' : options.format;
  if (format === 'table') return false;
  const bytes = await client.bytes(withQuery(path, { format, language: options.language }));
  if (options.output === undefined || options.output === '-') {
    process.stdout.write(bytes);
    if (format === 'json') process.stdout.write('\n');
    return true;
  }
  try {
    writeFileSync(options.output, bytes);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? '';
    const file = options.output;
    throw new CommandFailure(
      output.say(`${file} ne peut pas être écrit (${reason}).`, `${file} cannot be written (${reason}).`),
    );
  }
  if (output.isJson) output.json({ file: options.output, bytes: bytes.length });
  else output.line(`Écrit : ${options.output}`, `Written: ${options.output}`);
  return true;
}
