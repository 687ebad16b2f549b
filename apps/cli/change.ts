import type { Method, Sent } from './client.js';
import { followTask } from './follow-task.js';
import type { Output } from './output.js';
import { type Plan, type PlanInShort, shortId, type Started, type TaskInShort } from './task.js';
import { tellEnd } from './task-end.js';
import type { Terminal } from './terminal.js';

/**
 * Sends a change and sees it through: under --dry-run it prints the plan; otherwise it follows the task to its end, or
 * names it with --no-wait. A change without a task prints nothing: the caller says what it did. `tell` prints what the
 * answer alone holds, before anything can go wrong. Returns the answer.
 */
export async function change<Body extends object>(
  terminal: Terminal,
  method: Method,
  path: string,
  sent: Sent = {},
  tell?: (answer: Body & Started) => void,
): Promise<Body & Started> {
  const answer = await send<Body>(terminal, method, path, sent);
  if (terminal.isDryRun) tellPlan(terminal, answer);
  else if (answer.task) {
    const { output } = terminal;
    tell?.(answer);
    if (answer.plan) output.line(`Plan : ${answer.plan.sentence}.`, `Plan: ${answer.plan.sentence}.`);
    output.json(await seeThrough(terminal, answer));
  }
  return answer;
}

/** Sends a change, or asks for its plan under --dry-run; prints nothing. */
export async function send<Body extends object>(
  terminal: Terminal,
  method: Method,
  path: string,
  sent: Sent = {},
): Promise<Body & Started> {
  const { client, isDryRun } = terminal;
  const { body } = await client.send<(Body & Started) | undefined>(method, path, { ...sent, isDryRun });
  return body ?? ({} as Body & Started);
}

/** Edits one thing as it was just read: refused when someone else changed it in between. */
export async function edit(terminal: Terminal, path: string, body: object): Promise<void> {
  const { etag } = await terminal.client.get<object>(path);
  const answer = await change<object>(terminal, 'PATCH', path, { body, ifMatch: etag });
  if (answer.task || terminal.isDryRun) return;
  terminal.output.json(answer);
  terminal.output.line('C’est fait.', 'Done.');
}

/** Moves one thing to the bin as it was just read: refused when someone else changed it in between. */
export async function setAside(terminal: Terminal, path: string): Promise<void> {
  const { etag } = await terminal.client.get<object>(path);
  await change(terminal, 'DELETE', path, { ifMatch: etag });
}

/** Follows the task of an answer to its end, or names it with --no-wait; returns the document for scripts. */
export async function seeThrough(terminal: Terminal, answer: Started): Promise<object> {
  const { output } = terminal;
  if (!answer.task) return answer;
  if (!terminal.waits) {
    tellStarted(output, answer.task);
    return answer;
  }
  const task = await followTask(terminal, answer.task.id);
  const document = { ...answer, task };
  tellEnd(terminal, task, document);
  return document;
}

function tellStarted(output: Output, { title, id }: TaskInShort): void {
  output.line(
    `Travail lancé : ${title}. Pour le suivre : amie tasks follow ${shortId(id)}`,
    `Task started: ${title}. To follow it: amie tasks follow ${shortId(id)}`,
  );
}

/** The plan of a dry run: its sentence, its changes, and when the servers were last looked at. */
export function tellPlan({ output }: Terminal, answer: Started): void {
  output.json(answer);
  const nothing = [
    'La demande convient ; aucun serveur n’est à changer.',
    'This would be accepted; no server has anything to change.',
  ] as const;
  if (answer.plan && changesAnything(answer.plan)) planLines(output, answer.plan);
  else output.line(...nothing);
  output.line('Rien n’est changé : ceci est un essai.', 'Nothing was changed: this is a dry run.');
}

const changesAnything = (plan: PlanInShort): boolean => Object.keys(plan.counts).length > 0;

/** What would change: the sentence, the changes where there are any, and as of when. */
export function planLines(output: Output, plan: PlanInShort & Partial<Plan>): void {
  if (!changesAnything(plan)) return output.line('Rien à changer.', 'Nothing to change.');
  output.line(`Voici ce qui va changer : ${plan.sentence}.`, `This would change: ${plan.sentence}.`);
  if (plan.changes?.length) output.text(`\n${changeLines(plan.text ?? '')}`);
  if (!plan.asOf) return;
  const seen = output.time(plan.asOf);
  output.line(`D’après les serveurs vus le ${seen}.`, `From the servers as seen on ${seen}.`);
}

/** The lines of a plan's text without its sentence, which is told before them. */
export const changeLines = (text: string): string => text.split('\n\n')[0] ?? '';
