import { CommandFailure, exitCodes } from './exit-codes.js';
import { comeBack } from './follow-task.js';
import type { Output } from './output.js';
import { sentences } from './sentences.js';
import { hasEnded, shortId, type Task } from './task.js';
import type { Terminal } from './terminal.js';
import { thingName } from './things.js';
import type { Say } from './words.js';

/** Tells how a task ended; throws when it failed or still runs, so that the command's exit code says so. */
export function tellEnd({ output }: Terminal, task: Task, document: object = { task }): void {
  if (!hasEnded(task)) throw new CommandFailure(stillRunning(output, task), exitCodes.failed, document);
  if (task.state !== 'done') throw new CommandFailure(failureText(output, task), exitCodes.failed, document);
  output.text(endLine(output, task));
}

function endLine({ say }: Output, task: Task): string {
  const seconds = task.endedAt ? (Date.parse(task.endedAt) - Date.parse(task.createdAt)) / 1000 : 0;
  const took = seconds.toLocaleString(say('fr-FR', 'en-GB'), { maximumFractionDigits: 1 });
  return say(`✔ ${task.title} (fait en ${took} s)`, `✔ ${task.title} (done in ${took} s)`);
}

function stillRunning(output: Output, task: Task): string {
  const heading = progressLine(output, task, ['pas encore fini', 'not finished yet']);
  return [heading, ...failureLines(task, output.say), comeBack(output, task.id)].join('\n');
}

function failureText(output: Output, task: Task): string {
  const id = shortId(task.id);
  return [
    progressLine(output, task, ['échec', 'failed']),
    ...failureLines(task, output.say),
    output.say(
      `Pour relancer ce qui a échoué : amie tasks retry ${id}`,
      `To retry what failed: amie tasks retry ${id}`,
    ),
  ].join('\n');
}

function progressLine({ say }: Output, task: Task, word: readonly [string, string]): string {
  const { total, ready } = task.progress;
  const ended = say(...word);
  return `✘ ${task.title} (${ended}, ${say(`${ready} sur ${total}`, `${ready} of ${total}`)})`;
}

// The detail is a server's own words, whatever its language: it stands with the code, for who searches for either.
const because = (code: string, detail: string): string => (detail ? `(${code}: ${detail})` : `(${code})`);

/** Each cause with the way out, under the things it concerns; the same cause is told once. */
export function failureLines(task: Pick<Task, 'failures'>, say: Say): string[] {
  const causes = new Map<string, string[]>();
  for (const { key, code, title, detail, action } of task.failures) {
    const cause = [sentences(title), action, because(code, detail)].filter(Boolean).join('\n    ');
    causes.set(cause, [...(causes.get(cause) ?? []), thingName(key, say)]);
  }
  return [...causes].map(([cause, keys]) => `  ${shorten(keys)}\n    ${cause}`);
}

function shorten(keys: readonly string[]): string {
  return keys.length <= 5 ? keys.join(', ') : `${keys.slice(0, 4).join(', ')} … (+${keys.length - 4})`;
}
