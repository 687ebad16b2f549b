import { planLines, seeThrough } from '../change.js';
import { acting, changes, type Register } from '../command-line.js';
import { confirm } from '../confirm.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import { type Import, rowNumbers, tellImport } from '../imports.js';
import { onlyMember } from '../only-member.js';
import { shortId, type Started } from '../task.js';
import { readInput, type Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';
import { memberPath } from './members.js';

interface ImportOptions {
  readonly member?: string;
  readonly domain?: string;
  readonly allowReserved?: boolean;
  readonly yes?: boolean;
}

export const registerImport: Register = (program, say) => {
  const what = [
    'ajoute les personnes d’un tableau CSV (« - » : entrée standard)',
    'adds the people of a CSV table ("-": standard input)',
  ] as const;
  changes(program.command('import <file>'), say)
    .description(say(...what))
    .option('--member <member>', say('association : nom court ou id', 'member: short name or id'))
    .option('--domain <domain>', say('domaine des adresses proposées', 'domain of the proposed addresses'))
    .option(
      '--allow-reserved',
      say('accepte exprès un nom tel que postmaster@', 'takes a name such as postmaster@ on purpose'),
    )
    .option('-y, --yes', say('approuve le plan sans demander', 'approves the plan without asking'))
    .action(acting(importPeople));
};

async function importPeople(terminal: Terminal, options: ImportOptions, file: string): Promise<void> {
  const { output } = terminal;
  const checked = await check(terminal, options, readInput(terminal, file));
  tellImport(output, checked);
  planLines(output, { ...checked.plan, changes: [] });
  const document = await apply(terminal, options, checked);
  if (checked.bad.length > 0) throw setAside(terminal, checked, document);
  output.json(document);
}

async function check(terminal: Terminal, options: ImportOptions, bytes: Uint8Array): Promise<Import> {
  const { client, isDryRun } = terminal;
  const { domain, allowReserved } = options;
  const member = options.member ?? (await onlyMember(terminal));
  const query = { domain, allowReserved: allowReserved ? 'true' : undefined };
  const sent = { bytes, contentType: 'text/csv', isDryRun };
  return (await client.send<Import>('POST', withQuery(`${memberPath(member)}/imports`, query), sent)).body;
}

/** Approves the good rows and follows their task; returns the document for scripts. */
async function apply(terminal: Terminal, options: ImportOptions, checked: Import): Promise<object> {
  const { output, client, isDryRun } = terminal;
  if (isDryRun) output.line('Rien n’est changé : ceci est un essai.', 'Nothing was changed: this is a dry run.');
  if (isDryRun || checked.plan.changes.length === 0) return checked;
  if (!options.yes && !(await isApproved(terminal, checked))) {
    const message = output.say('Plan non approuvé : rien n’est écrit.', 'Plan not approved: nothing was written.');
    throw new CommandFailure(message, exitCodes.notApproved, checked);
  }
  const { body } = await client.send<Started>('POST', `/imports/${checked.id}/approve`);
  const document = await seeThrough(terminal, { ...checked, ...body });
  const id = body.task && shortId(body.task.id);
  output.line(`Pour annuler : amie tasks undo ${id}`, `To undo: amie tasks undo ${id}`);
  return document;
}

async function isApproved(terminal: Terminal, { counts }: Import): Promise<boolean> {
  if (!terminal.isInteractive) return false;
  const { say } = terminal.output;
  return confirm(say(`Ajouter ${counts.new} personne(s) ? (oui/non)`, `Add ${counts.new} people? (yes/no)`));
}

function setAside({ output }: Terminal, { bad, counts }: Import, document: object): CommandFailure {
  const rows = rowNumbers(bad);
  if (counts.new + counts.unchanged === 0) {
    const message = output.say('Aucune ligne n’est bonne : rien n’est écrit.', 'No row is good: nothing was written.');
    return new CommandFailure(message, exitCodes.failed, document);
  }
  const message = output.say(
    `${bad.length} ligne(s) écartée(s) : ${rows}. Corrigez-les et relancez : le reste ne changera pas.`,
    `${bad.length} row(s) set aside: ${rows}. Mend them and import again: the rest will not change.`,
  );
  return new CommandFailure(message, exitCodes.partly, document);
}
