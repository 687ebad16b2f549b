import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface TakenMail {
  readonly to: string;
  /** Headers and body as they came over the wire. */
  readonly raw: string;
}

/** A relay that takes every mail, or refuses every recipient, or is away. Speaks just enough SMTP (RFC 5321). */
export class FakeRelay {
  readonly taken: TakenMail[] = [];
  isRefusing = false;
  /** Runs before a mail is accepted, with its text. */
  beforeTaking?: (raw: string) => Promise<void>;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer(socket => void this.#serve(socket));

  async open(port = 0): Promise<number> {
    await new Promise<void>(resolve => this.#server.listen(port, '127.0.0.1', resolve));
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  async #serve(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.write('220 relay.test\r\n');
    let to = '';
    let body: string[] | undefined;
    for await (const line of createInterface({ input: socket })) {
      if (body && line !== '.') {
        body.push(line);
      } else if (body) {
        await this.#take({ to, raw: body.join('\n') });
        body = undefined;
        socket.write('250 taken\r\n');
      } else {
        to = /^RCPT TO:<(.*)>/i.exec(line)?.[1] ?? to;
        body = /^DATA/i.test(line) ? [] : undefined;
        socket.write(`${this.#answerTo(line)}\r\n`);
      }
    }
  }

  async #take(mail: TakenMail): Promise<void> {
    await this.beforeTaking?.(mail.raw);
    this.taken.push(mail);
  }

  #answerTo(line: string): string {
    if (/^DATA/i.test(line)) return '354 go on';
    if (/^RCPT/i.test(line) && this.isRefusing) return '550 5.1.1 nobody of that name';
    return '250 relay.test';
  }
}
