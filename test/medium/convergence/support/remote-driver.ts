import { connect, type Socket } from 'node:net';
import {
  type Kind,
  type Lease,
  RetriableError,
  type Server,
  type ServiceDriver,
  type ServiceSession,
  StaleEpochError,
  StaleGenerationError,
} from '@amie/reconcile';
import { directoryOrder, mailOrder } from '@amie/services/resources';
import { type Answer, type Ask, readLines, writeLine } from './wire.js';

/** Drivers whose servers live in another process, so that they outlive this one. */
export function remoteDrivers(port: number): ServiceDriver[] {
  const link = new Link(port);
  return [new RemoteDriver('directory', directoryOrder, link), new RemoteDriver('mail', mailOrder, link)];
}

class RemoteDriver implements ServiceDriver {
  constructor(
    readonly service: 'directory' | 'mail',
    readonly order: readonly Kind[],
    private readonly link: Link,
  ) {}

  async connect(_server: Server, lease: Lease): Promise<ServiceSession> {
    const ask = (verb: Ask['verb'], given?: unknown) =>
      this.link.ask({ service: this.service, epoch: lease.epoch, verb, given }, lease.signal);
    return {
      width: 4,
      observe: keys => ask('observe', keys) as ReturnType<ServiceSession['observe']>,
      apply: change => ask('apply', change) as Promise<void>,
      commit: changes => ask('commit', changes) as Promise<void>,
      probe: wanted => ask('probe', wanted) as ReturnType<ServiceSession['probe']>,
      measure: async () => ({ readings: [], command: 'none', toolVersion: '1', rawSha256: ''.padEnd(64, '0') }),
      lastEpoch: () => ask('lastEpoch') as Promise<bigint | undefined>,
      [Symbol.asyncDispose]: async () => undefined,
    };
  }
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class Link {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  #asked = 0;

  constructor(port: number) {
    this.#socket = connect(port, '127.0.0.1').setNoDelay(true);
    this.#socket.on('error', () => process.exit(1));
    this.#socket.on('close', () => process.exit(0));
    readLines(this.#socket, answer => this.#hear(answer as Answer));
  }

  ask(ask: Omit<Ask, 'id'>, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    this.#asked += 1;
    const id = this.#asked;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      writeLine(this.#socket, { ...ask, id });
    });
  }

  #hear({ id, result, failure }: Answer): void {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (!failure) pending?.resolve(result);
    else pending?.reject(asError(failure));
  }
}

function asError({ name, code, detail }: NonNullable<Answer['failure']>): Error {
  if (name === 'StaleEpochError') return new StaleEpochError(detail);
  if (name === 'StaleGenerationError') return new StaleGenerationError(detail);
  return new RetriableError(code, detail);
}
