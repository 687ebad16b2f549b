import type { ClientChannel } from 'ssh2';
import { retriable } from '../failures.js';

/** An answer for 1,000 mailboxes is about 100 KB; beyond this it is no answer. */
const longestLine = 8 << 20;

/** One running agent at the other end: a line in, a line out, one at a time. Broken by any surprise, never mended. */
export class AgentChannel {
  private received: Buffer[] = [];
  private length = 0;
  private waiting?: { resolve: (line: string) => void; reject: (error: Error) => void };
  isOpen = true;

  constructor(private readonly channel: ClientChannel) {
    channel.on('data', (chunk: Buffer) => this.read(chunk));
    // What the agent writes beside its answers is in its server's journal; a full pipe would stop it.
    channel.stderr.resume();
    // An exit status of any kind, or none, says nothing about what was done: the outcome is unknown.
    for (const event of ['end', 'close', 'error']) channel.on(event, () => this.break('the agent hung up'));
  }

  /** Resolves with the answer's line. The channel is broken when it does not come in time, or when the wait is ended. */
  ask(line: string, milliseconds: number, signal?: AbortSignal): Promise<string> {
    return new Promise<string>((resolve, reject) => {
      const onAbort = () => this.break('the wait was ended');
      const timer = setTimeout(() => this.break(`no answer in ${milliseconds} ms`), milliseconds);
      const settle = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.waiting = undefined;
      };
      this.waiting = {
        resolve: text => (settle(), resolve(text)),
        reject: error => (settle(), reject(error)),
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) return onAbort();
      if (!this.isOpen) return this.waiting.reject(retriable('server-unreachable', 'the agent hung up'));
      this.channel.write(`${line}\n`);
    });
  }

  close(): void {
    this.break('closed');
  }

  private read(chunk: Buffer): void {
    this.received.push(chunk);
    this.length += chunk.length;
    if (this.length > longestLine) return this.break('the answer is too long');
    if (!chunk.includes(10)) return;
    const text = Buffer.concat(this.received).toString('utf8');
    this.received = [];
    this.length = 0;
    // One request, one line: anything after it, or unasked for, is a fault of the other side.
    if (!this.waiting || text.indexOf('\n') !== text.length - 1) return this.break('an answer nobody asked for');
    this.waiting.resolve(text);
  }

  private break(why: string): void {
    if (!this.isOpen && !this.waiting) return;
    this.isOpen = false;
    this.waiting?.reject(retriable('server-unreachable', `agent: ${why}`));
    this.channel.destroy();
  }
}
