import { CommandFailure } from './exit-codes.js';
import type { Task } from './task.js';
import type { Terminal } from './terminal.js';
import { withQuery } from './with-query.js';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The newest tasks, at most `count`. */
export async function takeTasks(
  { client }: Terminal,
  which: { readonly member?: string; readonly state?: string },
  count: number,
): Promise<Task[]> {
  const path = withQuery('/tasks', { ...which, limit: Math.min(count, 500) });
  const tasks: Task[] = [];
  for await (const task of client.list<Task>(path)) {
    tasks.push(task);
    if (tasks.length >= count) break;
  }
  return tasks;
}

/** The id of a task named by it, by its beginning among the last 500, or as `last`. */
export async function findTask(terminal: Terminal, reference: string): Promise<string> {
  const wanted = reference.toLowerCase();
  if (uuid.test(wanted)) return wanted;
  const recent = await takeTasks(terminal, {}, wanted === 'last' ? 1 : 500);
  const found = wanted === 'last' ? recent : recent.filter(task => task.id.startsWith(wanted));
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  throw new CommandFailure(notOne(terminal, reference, found.length));
}

function notOne({ output }: Terminal, reference: string, count: number): string {
  if (count > 1)
    return output.say(`${count} travaux commencent par ${reference}.`, `${count} tasks begin with ${reference}.`);
  return output.say(
    `Aucun travail récent ne commence par ${reference}. Pour les voir : amie tasks list`,
    `No recent task begins with ${reference}. To see them: amie tasks list`,
  );
}
