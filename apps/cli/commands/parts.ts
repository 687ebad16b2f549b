import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { type Flag, tellFlags } from '../days.js';
import type { Output } from '../output.js';
import type { Column } from '../table.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Membership {
  readonly member: string;
  readonly name: string;
  readonly parts: string;
  readonly from: string;
  readonly until: string | null;
  readonly recordedBy: string;
  readonly replacedAt: string | null;
}

interface Memberships {
  readonly items: readonly Membership[];
  readonly sold: string;
  readonly offered: string;
  readonly flags: readonly Flag[];
}

interface Parts {
  readonly items: readonly Membership[];
  readonly replaced: readonly Membership[];
  readonly flags: readonly Flag[];
}

export const registerParts: Register = (program, say) => {
  const parts = group(program, 'parts', say('les parts des associations', 'the parts of members'));
  parts
    .command('list')
    .description(
      say('qui a combien de parts, et combien sont vendues', 'who has how many parts, and how many are sold'),
    )
    .option('--on <day>', say('à ce jour (2025-10-16)', 'on that day (2025-10-16)'))
    .action(acting(list));
  changes(parts.command('set <member> <parts>'), say)
    .description(say('donne des parts (3 ou 1,5) à partir d’un jour', 'gives parts (3 or 1.5) from a day on'))
    .requiredOption('--from <day>', say('premier jour, ou 2025-10-16T09:30', 'first day, or 2025-10-16T09:30'))
    .option('--until <day>', say('premier jour qui ne compte plus', 'first day that no longer counts'))
    .action(acting(set));
  changes(parts.command('end <member>'), say)
    .description(say('met fin aux parts d’une association', 'ends the parts of a member'))
    .requiredOption('--on <day>', say('premier jour sans part', 'first day without parts'))
    .action(acting(end));
  parts
    .command('history <member>')
    .description(
      say('les parts d’une association, et ce qui a été corrigé', 'the parts of a member, and what was corrected'),
    )
    .action(acting(history));
};

async function list({ client, output }: Terminal, { on }: { on?: string }): Promise<void> {
  const { body } = await client.get<Memberships>(withQuery('/memberships', { on }));
  if (output.isJson) return output.json(body);
  output.rows(body.items, columns(output));
  const { sold, offered } = body;
  output.line(`Vendues : ${shown(sold, output)} parts sur ${offered}.`, `Sold: ${sold} parts of ${offered}.`);
  tellFlags(output, body.flags);
}

async function set(
  terminal: Terminal,
  { from, until }: { from: string; until?: string },
  member: string,
  parts: string,
): Promise<void> {
  const body = { parts, from, until };
  tell(terminal, await change<Parts>(terminal, 'PUT', partsPath(member), { body }));
}

async function end(terminal: Terminal, { on }: { on: string }, member: string): Promise<void> {
  tell(terminal, await change<Parts>(terminal, 'POST', `${partsPath(member)}/end`, { body: { on } }));
}

function tell(terminal: Terminal, answer: Parts): void {
  const { output, isDryRun } = terminal;
  if (isDryRun) return;
  if (output.isJson) return output.json(answer);
  output.rows(answer.items, columns(output));
  tellFlags(output, answer.flags);
}

async function history({ client, output }: Terminal, _: object, member: string): Promise<void> {
  const { body } = await client.get<Parts>(partsPath(member));
  if (output.isJson) return output.json(body);
  output.rows(body.items, columns(output));
  if (body.replaced.length === 0) return;
  output.line('\nCorrigé depuis :', '\nCorrected since:');
  const since: Column<Membership> = { title: ['Corrigé le', 'Corrected'], show: one => output.time(one.replacedAt) };
  output.table(body.replaced, [...columns(output), since]);
}

const columns = (output: Output): Column<Membership>[] => [
  { title: ['Association', 'Member'], show: ({ member }) => member },
  { title: ['Parts', 'Parts'], show: ({ parts }) => shown(parts, output) },
  { title: ['Dès le', 'From'], show: ({ from }) => from },
  { title: ['Jusqu’au (exclu)', 'Until (excluded)'], show: ({ until }) => until },
  { title: ['Noté par', 'Recorded by'], show: ({ recordedBy }) => recordedBy },
];

const shown = (parts: string, { language }: Output): string => (language === 'fr' ? parts.replace('.', ',') : parts);
const partsPath = (member: string): string => `/memberships/${encodeURIComponent(member)}`;
