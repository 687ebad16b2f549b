import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

interface Run {
  readonly lane: string;
  readonly saw: number;
}

/**
 * Stands for the database in tests of the queue alone: holds a version per lane, which a run reads when it begins, and
 * knows which runs are under way, since a killed process loses its connection.
 */
export class Ledger {
  readonly overlaps: string[] = [];
  readonly #wanted = new Map<string, number>();
  readonly #done = new Map<string, number>();
  readonly #running = new Map<Socket, Map<string, Run>>();
  readonly #pids = new Map<Socket, number>();
  readonly #server: Server;
  runs = 0;

  constructor() {
    this.#server = createServer(socket => this.#serve(socket));
  }

  async open(): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#running.keys()) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  /** A new version of the lane, as a committed edit would be. */
  edit(lane: string): void {
    this.#wanted.set(lane, (this.#wanted.get(lane) ?? 0) + 1);
  }

  /** Lanes whose newest version no finished run has seen. */
  behind(): string[] {
    return [...this.#wanted].filter(([lane, version]) => (this.#done.get(lane) ?? 0) < version).map(([lane]) => lane);
  }

  /** Lanes that run at this moment. */
  underWay(): string[] {
    return [...this.#running.values()].flatMap(runs => [...runs.keys()]);
  }

  /** A process that is in the middle of a run at this moment. */
  busyPid(): number | undefined {
    const busy = [...this.#running].find(([, runs]) => runs.size > 0);
    return busy && this.#pids.get(busy[0]);
  }

  #serve(socket: Socket): void {
    this.#running.set(socket, new Map());
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#running.delete(socket));
    const lines = createInterface({ input: socket }).on('line', line => this.#hear(socket, JSON.parse(line)));
    lines.on('error', () => undefined);
  }

  #hear(socket: Socket, message: { pid?: number; begin?: string; end?: string }): void {
    const runs = this.#running.get(socket);
    if (!runs) return;
    if (message.pid !== undefined) this.#pids.set(socket, message.pid);
    if (message.begin !== undefined) {
      const lane = message.begin;
      if (this.underWay().includes(lane)) this.overlaps.push(lane);
      runs.set(lane, { lane, saw: this.#wanted.get(lane) ?? 0 });
      this.runs += 1;
    }
    if (message.end !== undefined) {
      const run = runs.get(message.end);
      runs.delete(message.end);
      if (run) this.#done.set(run.lane, Math.max(run.saw, this.#done.get(run.lane) ?? 0));
    }
  }
}
