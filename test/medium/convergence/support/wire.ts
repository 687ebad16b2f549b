import { deserialize, serialize } from 'node:v8';
import { createInterface, type Interface } from 'node:readline';
import type { Socket } from 'node:net';

/** Values as lines of text, bigints, maps and sets included. */
export function writeLine(socket: Socket, value: unknown): void {
  socket.write(`${serialize(value).toString('base64')}\n`);
}

export function readLines(socket: Socket, hear: (value: unknown) => void): Interface {
  const lines = createInterface({ input: socket });
  // A killed worker resets its connection; the socket's own listeners deal with that.
  lines.on('error', () => undefined);
  return lines.on('line', line => hear(deserialize(Buffer.from(line, 'base64'))));
}

/** One call of a session, from the worker's process to the server's. */
export interface Ask {
  readonly id: number;
  readonly service: 'directory' | 'mail';
  readonly epoch: bigint;
  readonly verb: 'connect' | 'observe' | 'apply' | 'commit' | 'probe' | 'lastEpoch';
  readonly given?: unknown;
}

/** Its answer; a failure keeps its name, so that the worker's side throws the same kind. */
export interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly failure?: { readonly name: string; readonly code: string; readonly detail: string };
}
