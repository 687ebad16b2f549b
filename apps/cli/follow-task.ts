import type { ServerEvent } from './server-events.js';
import { exitCodes } from './exit-codes.js';
import type { Output } from './output.js';
import { Progress } from './progress.js';
import { hasEnded, shortId, type Task } from './task.js';
import type { Terminal } from './terminal.js';
import { thingName } from './things.js';
import { whatWaits } from './what-waits.js';

/** One event of a task, as the API writes it into the stream. */
interface TaskEvent {
  readonly code: string;
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

export interface FollowOptions {
  /** Events up to this number are known already: a task that is tried again has failures in its past. */
  readonly after?: number;
  readonly patience?: Patience;
}

/** How long following looks on. */
interface Patience {
  /** Without an event for this long, what stands in the way is looked for. */
  readonly lookEveryMs: number;
  /** With a known cause and nothing ready for this long, following ends; a time the user gives counts instead. */
  readonly standstillMs: number;
}

const usualPatience: Patience = { lookEveryMs: 4000, standstillMs: 60_000 };

/**
 * Follows a task with a bar until it ends, until the time the terminal gives it is over, or, without such a time, until
 * it stands still for a known cause; the task then comes back still running. Interrupted, it says how to come back. The
 * task itself goes on either way.
 */
export async function followTask(terminal: Terminal, id: string, options: FollowOptions = {}): Promise<Task> {
  const { client, output } = terminal;
  const first = (await client.get<Task>(`/tasks/${id}`)).body;
  if (options.after === undefined && hasEnded(first)) return first;
  const progress = new Progress(output, first.title, first.progress.total);
  const release = onInterrupt(() => {
    progress.stop();
    process.stderr.write(`\n${comeBack(output, id)}\n`);
    process.exit(exitCodes.interrupted);
  });
  try {
    await new Following(terminal, first, progress, options.patience ?? usualPatience).untilEnd(options.after);
    return (await client.get<Task>(`/tasks/${id}`)).body;
  } finally {
    release();
    progress.stop();
  }
}

/** Reads the events of one task and moves its bar. */
class Following {
  private readonly told = new Set<string>();
  private readonly ready = new Set<unknown>();
  private readonly notWorking = new Map<unknown, string>();
  private readonly failing = new Set<unknown>();
  private readonly standstill = new AbortController();
  private movedAt = performance.now();
  private open: number;

  constructor(
    private readonly terminal: Terminal,
    private readonly task: Task,
    private readonly progress: Progress,
    private readonly patience: Patience,
  ) {
    this.open = task.progress.total - task.progress.ready;
  }

  async untilEnd(after: number | undefined): Promise<void> {
    const { client, deadline } = this.terminal;
    this.progress.reach(this.task.progress.ready);
    const quiet = setInterval(() => void this.lookAround(), this.patience.lookEveryMs);
    const signal = deadline ?? this.standstill.signal;
    try {
      for await (const event of client.events(`/tasks/${this.task.id}/events`, String(after ?? 0), signal)) {
        if (this.take(readTaskEvent(event), after !== undefined)) return;
        quiet.refresh();
      }
      if (signal !== this.standstill.signal) await this.lookAround();
    } finally {
      clearInterval(quiet);
    }
  }

  /** Nothing moves: what stands in the way is told, once. */
  private async lookAround(): Promise<void> {
    for (const text of this.notWorking.values()) this.tellOnce(text, text);
    const hints = await whatWaits(this.terminal, this.task);
    for (const { cause, text } of hints) this.tellOnce(cause, text);
    const isCauseKnown = hints.length + this.notWorking.size + this.failing.size > 0;
    if (isCauseKnown) this.endStandstill();
  }

  private endStandstill(): void {
    const { deadline, output } = this.terminal;
    const isStill = performance.now() - this.movedAt > this.patience.standstillMs;
    if (deadline || !isStill || this.standstill.signal.aborted) return;
    this.progress.note(output.say('Rien n’avance plus : voir ci-dessus.', 'Nothing moves any more: see above.'));
    this.standstill.abort();
  }

  /** Whether the event was the last one to wait for. */
  private take(event: TaskEvent, isAgain: boolean): boolean {
    const { code, params } = event;
    const text = inWords(event, this.terminal.output);
    if (code === 'task-done' || code === 'task-failed') return true;
    if (code === 'resource-ready') this.progress.reach(this.ready.add(params.key ?? this.ready.size).size);
    this.notice(code, params.key);
    // Where a restore put things, which nobody could guess.
    if (typeof params.restoredAs === 'string') this.tellOnce(text, text);
    if (isTrouble(code)) this.tellOnce(params.problem ?? params.code ?? text, text);
    // What is probed a moment too early works the next time: told only if nothing moves any more.
    if (code === 'resource-not-working') this.notWorking.set(params.key, text);
    else this.notWorking.delete(params.key);
    if (isAgain && (code === 'resource-ready' || code === 'resource-failed')) this.open -= 1;
    return isAgain && this.open <= 0;
  }

  private notice(code: string, key: unknown): void {
    if (isTrouble(code)) this.failing.add(key);
    if (code !== 'resource-ready' && code !== 'resource-applied') return;
    this.movedAt = performance.now();
    this.failing.delete(key);
  }

  /** The same cause is told once, however many things it keeps waiting. */
  private tellOnce(cause: unknown, text: string): void {
    const key = JSON.stringify(cause);
    if (!this.told.has(key)) this.progress.note(text);
    this.told.add(key);
  }
}

// The API names a thing by its key.
function inWords({ text, params: { key } }: TaskEvent, { say }: Output): string {
  return typeof key === 'string' ? text.replace(key, () => thingName(key, say)) : text;
}

const isTrouble = (code: string): boolean => code === 'resource-delayed' || code === 'resource-failed';

/** An event of the stream; one of a newer API that cannot be read counts as nothing. */
export function readTaskEvent({ event, data }: ServerEvent): TaskEvent {
  try {
    const { code = event ?? '', text = '', params = {} } = JSON.parse(data) as Partial<TaskEvent>;
    return { code, text, params };
  } catch {
    return { code: event ?? '', text: '', params: {} };
  }
}

/** How to take a running task up again. */
export function comeBack(output: Output, id: string): string {
  return output.say(
    `Le travail continue sans vous. Pour le suivre : amie tasks follow ${shortId(id)}`,
    `The task goes on without you. To follow it: amie tasks follow ${shortId(id)}`,
  );
}

function onInterrupt(stop: () => void): () => void {
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}
