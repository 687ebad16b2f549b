import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { poolWord } from '../day-words.js';
import { CommandFailure } from '../exit-codes.js';
import { minutesOf } from '../minutes.js';
import type { Output } from '../output.js';
import { stateWord } from '../state-words.js';
import { type Accepted, registerCoverage, tellAccepted } from '../coverage.js';
import { shortId } from '../task.js';
import type { Terminal } from '../terminal.js';

interface Period {
  readonly month: string;
  readonly state: string;
  readonly isDue: boolean;
  readonly cutoff: string | null;
  readonly policyVersion: number | null;
  readonly outputSha256: string | null;
  readonly decisionId: string | null;
  readonly proposedBy: string | null;
  readonly proposedAt: string | null;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
  readonly closedBy: string | null;
  readonly closedAt: string | null;
}

interface Gap {
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

interface Adjustment {
  readonly id: string;
  readonly issuedMonth: string;
  readonly pool: string;
  readonly member: string | null;
  readonly amount: string;
  readonly cause: string;
}

/** What the board said yes to, in short. */
interface Approved {
  readonly total: { readonly wholeMinutes: string };
  readonly members: readonly object[];
}

interface Explained {
  readonly server: string;
  readonly service: string;
  readonly day: string;
  readonly text: string;
}

export const periodPath = (month: string): string => `/periods/${encodeURIComponent(month)}`;

export const registerPeriods: Register = (program, say) => {
  const period = group(program, 'period', say('les mois, de l’ouverture à la clôture', 'months, from open to closed'));
  period.command('list').description(say('liste les mois', 'lists the months')).action(acting(list));
  period.command('show <month>').description(say('montre un mois', 'shows a month')).action(acting(show));
  period
    .command('gaps <month>')
    .description(
      say('ce qui empêche de clore, et comment y remédier', 'what keeps it from closing, and how to mend it'),
    )
    .action(acting(gaps));
  changes(period.command('explain-gap <month> <server> <service> <day> <text>'), say)
    .description(say('dit pourquoi un jour n’a pas été relevé', 'says why a day was not read'))
    .option('--to <day>', say('et les jours suivants, jusqu’à celui-ci', 'and the days after it, up to this one'))
    .action(acting(explainGap));
  registerCoverage(period, say);
  changes(period.command('propose <month>'), say)
    .description(say('arrête les chiffres d’un mois fini', 'freezes the figures of a month that is over'))
    .action(acting(propose));
  changes(period.command('approve <month>'), say)
    .description(say('note que le conseil a approuvé', 'notes that the board approved'))
    .requiredOption('--decision <id>', say('décision du conseil', 'decision of the board'))
    .action(acting(approve));
  changes(period.command('close <month>'), say)
    .description(say('clôt un mois approuvé, pour toujours', 'closes an approved month, for ever'))
    .action(acting(close));
  period
    .command('replay <month>')
    .description(say('recalcule un mois depuis les relevés', 'computes a month again from its readings'))
    .action(acting(replay));
  changes(period.command('adjust <month>'), say)
    .description(
      say('corrige un mois clos par ce qui est su maintenant', 'corrects a closed month by what is known now'),
    )
    .requiredOption('--cause <text>', say('pourquoi', 'why'))
    .option(
      '--reverse <id>',
      say('annule plutôt celui-ci, et tout ce qui fut écrit avec', 'takes this one back, with all written along'),
    )
    .action(acting(adjust));
};

async function list({ client, output }: Terminal): Promise<void> {
  const { items } = (await client.get<{ items: Period[] }>('/periods')).body;
  output.rows(items, [
    { title: ['Mois', 'Month'], show: ({ month }) => month },
    { title: ['État', 'State'], show: one => periodState(one, output) },
    { title: ['Règle', 'Rule'], show: ({ policyVersion }) => (policyVersion === null ? null : `v${policyVersion}`) },
    { title: ['Arrêté le', 'Frozen on'], show: ({ cutoff }) => output.time(cutoff) },
    { title: ['Clos le', 'Closed on'], show: ({ closedAt }) => output.time(closedAt) },
    { title: ['Empreinte', 'Digest'], show: ({ outputSha256 }) => outputSha256?.slice(0, 12) },
  ]);
}

/** Past its grace a month waits for nobody but us. */
const periodState = ({ state, isDue }: Period, { say }: Output): string => stateWord(isDue ? 'due' : state, say);

function byWhom(output: Output, at: string | null, by: string | null): string | null {
  return at && by && `${output.time(at)} · ${by.replace(/^technician:/, '')}`;
}

async function show({ client, output }: Terminal, _: object, month: string): Promise<void> {
  const { body } = await client.get<
    Period & {
      adjustments: Adjustment[];
      explanations: Explained[];
      accepted: Accepted[];
      flags: { text: string }[];
      secret: string | null;
    }
  >(periodPath(month));
  output.facts(body, [
    ['Mois', 'Month', body.month],
    ['État', 'State', periodState(body, output)],
    ['Règle', 'Rule', body.policyVersion === null ? null : `v${body.policyVersion}`],
    ['Arrêté le', 'Frozen on', output.time(body.cutoff)],
    ['Proposé', 'Proposed', byWhom(output, body.proposedAt, body.proposedBy)],
    ['Approuvé', 'Approved', byWhom(output, body.approvedAt, body.approvedBy)],
    ['Décision', 'Decision', body.decisionId && shortId(body.decisionId)],
    ['Clos', 'Closed', byWhom(output, body.closedAt, body.closedBy)],
    ['Empreinte', 'Digest', body.outputSha256],
    ['Secret des relevés', 'Secret of the samples', body.secret],
  ]);
  for (const { text } of body.flags) output.text(`! ${text}`);
  for (const { day, server, service, text } of body.explanations) output.text(`${day} ${server} ${service} · ${text}`);
  tellAccepted(output, body.accepted);
  if (body.adjustments.length > 0) tellAdjustments(output, body.adjustments);
}

async function gaps({ client, output }: Terminal, _: object, month: string): Promise<void> {
  const { body } = await client.get<{ gaps: Gap[]; accepted: Accepted[] }>(`${periodPath(month)}/gaps`);
  output.json(body);
  tellGaps(output, body.gaps);
  tellAccepted(output, body.accepted);
}

function tellGaps(output: Output, found: readonly Gap[]): void {
  if (found.length === 0) return output.line('Rien n’empêche de clore.', 'Nothing keeps it from closing.');
  for (const { title, detail, action } of found) output.text(`${title}. ${detail}\n  → ${action}`);
}

async function explainGap(
  terminal: Terminal,
  { to }: { to?: string },
  month: string,
  server: string,
  service: string,
  day: string,
  text: string,
): Promise<void> {
  const body = { server, service, day, ...(to !== undefined && { to }), text };
  const answer = await change<object>(terminal, 'POST', `${periodPath(month)}/explanations`, { body });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  if (to === undefined) terminal.output.line(`Le ${day} est expliqué.`, `${day} is explained.`);
  else terminal.output.line(`Du ${day} au ${to} : expliqué.`, `${day} to ${to}: explained.`);
}

async function propose(terminal: Terminal, _: object, month: string): Promise<void> {
  const path = `${periodPath(month)}/propose`;
  const answer = await change<{ period: Period; gaps: Gap[]; flags: { text: string }[] }>(terminal, 'POST', path);
  if (terminal.isDryRun) return;
  const { output } = terminal;
  output.json(answer);
  output.line(`Les chiffres de ${month} sont arrêtés.`, `The figures of ${month} are frozen.`);
  for (const { text } of answer.flags) output.text(`! ${text}`);
  tellGaps(output, answer.gaps);
}

async function approve(terminal: Terminal, { decision }: { decision: string }, month: string): Promise<void> {
  const answer = await change<Period>(terminal, 'POST', `${periodPath(month)}/approve`, { body: { decision } });
  if (terminal.isDryRun) return;
  const { output } = terminal;
  output.json(answer);
  const { total, members } = (await terminal.client.get<Approved>(`/shares/${encodeURIComponent(month)}`)).body;
  const [minutes, rule] = [total.wholeMinutes, `v${answer.policyVersion}`];
  output.line(
    `${month} est approuvé : ${minutes} min partagées entre ${members.length} associations, règle ${rule}.`,
    `${month} is approved: ${minutes} min shared by ${members.length} members, rule ${rule}.`,
  );
  output.line(`Empreinte : ${answer.outputSha256}`, `Digest: ${answer.outputSha256}`);
}

async function close(terminal: Terminal, _: object, month: string): Promise<void> {
  const answer = await change<Period>(terminal, 'POST', `${periodPath(month)}/close`);
  if (terminal.isDryRun) return;
  const { output } = terminal;
  output.json(answer);
  output.line(
    `${month} est clos. Empreinte : ${answer.outputSha256}`,
    `${month} is closed. Digest: ${answer.outputSha256}`,
  );
}

async function replay({ client, output }: Terminal, _: object, month: string): Promise<void> {
  const { body } = await client.get<{ isSame: boolean; outputSha256: string; kept: { outputSha256: string } }>(
    `${periodPath(month)}/replay`,
  );
  if (!body.isSame) {
    const words = output.say(
      `${month} ne se recalcule pas à l’identique : ${body.outputSha256} au lieu de ${body.kept.outputSha256}.`,
      `${month} does not compute to the same: ${body.outputSha256} instead of ${body.kept.outputSha256}.`,
    );
    throw new CommandFailure(words, undefined, body);
  }
  output.json(body);
  output.line(
    `${month} se recalcule à l’identique : ${body.outputSha256}`,
    `${month} computes to the same: ${body.outputSha256}`,
  );
}

async function adjust(
  terminal: Terminal,
  { cause, reverse }: { cause: string; reverse?: string },
  month: string,
): Promise<void> {
  const path = `${periodPath(month)}/adjustments`;
  const at = reverse === undefined ? path : `${path}/${encodeURIComponent(reverse)}/reverse`;
  const answer = await change<{ items: Adjustment[] }>(terminal, 'POST', at, { body: { cause } });
  if (terminal.isDryRun) return;
  const { output } = terminal;
  output.json(answer);
  const { items } = answer;
  if (items.length === 0) output.line('Rien à corriger.', 'Nothing to correct.');
  else tellAdjustments(output, items);
}

function tellAdjustments(output: Output, adjustments: readonly Adjustment[]): void {
  output.table(adjustments, [
    { title: ['Id', 'Id'], show: ({ id }) => shortId(id) },
    { title: ['Compte en', 'Counts in'], show: ({ issuedMonth }) => issuedMonth },
    { title: ['Poste', 'Pool'], show: ({ pool }) => poolWord(pool, output.say) },
    { title: ['Association', 'Member'], show: ({ member }) => member },
    { title: ['Minutes', 'Minutes'], show: ({ amount }) => minutesOf(amount, output.language, true) },
    { title: ['Cause', 'Cause'], show: ({ cause }) => cause },
  ]);
}
