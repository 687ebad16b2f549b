import { createServer, type Server as Listener, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type Change,
  type Desired,
  type Key,
  type Lease,
  MemoryDriver,
  MemoryServer,
  RetriableError,
  ServiceError,
  type ServiceName,
  type ServiceSession,
} from '@amie/reconcile';
import { directoryOrder, mailOrder } from '@amie/services/resources';
import { type Ask, readLines, writeLine } from './wire.js';

/** What is wrong with the server at the moment: how slow each effect is, and how many of them fail. */
export interface Weather {
  effectMs: number;
  failing: number;
}

/**
 * A shared server that outlives its workers: a memory server of the reconciler in this process, reached over a socket.
 * Held by the same contract as every driver, and slow or failing as the test wants.
 */
export class RemoteServer {
  readonly memory = new MemoryServer();
  readonly weather: Weather = { effectMs: 0, failing: 0 };
  readonly #sockets = new Set<Socket>();
  readonly #listener: Listener = createServer(socket => this.#serve(socket));
  readonly #drivers = {
    directory: new MemoryDriver({ service: 'directory', order: directoryOrder, find: () => this.memory }),
    mail: new MemoryDriver({ service: 'mail', order: mailOrder, find: () => this.memory }),
  };

  constructor() {
    this.memory.faults = {
      beforeEffect: async () => {
        await wait(this.weather.effectMs);
        if (Math.random() < this.weather.failing) throw new RetriableError('timed-out', 'before the effect');
      },
      afterEffect: () => {
        if (Math.random() < this.weather.failing) throw new RetriableError('timed-out', 'after the effect');
      },
    };
  }

  async open(): Promise<number> {
    await new Promise<void>(resolve => this.#listener.listen(0, '127.0.0.1', resolve));
    const address = this.#listener.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#listener.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    readLines(socket, ask => void this.#reply(socket, ask as Ask));
  }

  async #reply(socket: Socket, ask: Ask): Promise<void> {
    try {
      writeLine(socket, { id: ask.id, result: await this.#do(ask) });
    } catch (error) {
      const { name, code, detail } =
        error instanceof ServiceError ? error : new RetriableError('unexpected', String(error));
      writeLine(socket, { id: ask.id, failure: { name, code, detail } });
    }
  }

  async #do({ service, epoch, verb, given }: Ask): Promise<unknown> {
    const lane = { service: service as ServiceName, serverId: 'remote' };
    const lease: Lease = { lane, epoch, signal: new AbortController().signal };
    // Asked before it connects: a session shows its epoch, and the server remembers it.
    if (verb === 'lastEpoch') return this.memory.lastEpoch(lease);
    const server = { id: 'remote', name: 'remote', address: '', hostKey: '', settings: {} };
    await using session = await this.#drivers[service].connect(server, lease);
    return this.#use(session, verb, given);
  }

  #use(session: ServiceSession, verb: Ask['verb'], given: unknown): Promise<unknown> {
    if (verb === 'observe') return session.observe(given as ReadonlySet<Key> | 'all');
    if (verb === 'apply') return session.apply(given as Change);
    if (verb === 'commit') return session.commit(given as readonly Change[]);
    if (verb === 'probe') return session.probe(given as readonly Desired[]);
    return Promise.resolve();
  }
}
