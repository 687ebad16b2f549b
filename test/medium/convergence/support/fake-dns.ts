import { createSocket, type Socket } from 'node:dgram';

/** A DNS server of TXT records (RFC 1035), which says that everything else is not there, or nothing at all. */
export class FakeDns {
  readonly records = new Map<string, string>();
  isSilent = false;
  readonly #socket: Socket = createSocket('udp4');

  async open(): Promise<string> {
    this.#socket.on('message', (question, from) => {
      if (!this.isSilent) this.#socket.send(this.#answer(question), from.port, from.address);
    });
    await new Promise<void>(resolve => this.#socket.bind(0, '127.0.0.1', resolve));
    return `127.0.0.1:${this.#socket.address().port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>(resolve => this.#socket.close(resolve));
  }

  #answer(question: Buffer): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += length + 1;
    }
    const asked = question.subarray(12, at + 5);
    const text = this.records.get(labels.join('.').toLowerCase());
    const header = Buffer.alloc(12);
    question.copy(header, 0, 0, 2);
    // A final answer; without a record: no such name.
    header.writeUInt16BE(text === undefined ? 0x8583 : 0x8580, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(text === undefined ? 0 : 1, 6);
    return Buffer.concat([header, asked, ...(text === undefined ? [] : [record(text)])]);
  }
}

function record(text: string): Buffer {
  const content = Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1')]);
  const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 0, 0, content.length]);
  return Buffer.concat([head, content]);
}
