/** One server-sent event (WHATWG HTML, event streams). */
export interface ServerEvent {
  readonly id?: string;
  readonly event?: string;
  readonly data: string;
}

/** Events of a stream, each once whole; comments and half an event at the end are dropped. Ends when the stream does. */
export async function* readServerEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of stream as unknown as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(bytes, { stream: true });
    // A carriage return at the very end may be half of a line end: it waits for the next bytes.
    const blocks = rest.split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseBlock(block);
      if (event) yield event;
    }
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  const fields = new Map<string, string[]>();
  for (const line of block.split(/\r?\n/)) {
    const [, name, value] = line.match(/^([a-z]+):? ?(.*)$/) ?? [];
    if (name) fields.set(name, [...(fields.get(name) ?? []), value ?? '']);
  }
  const data = fields.get('data');
  if (!data) return undefined;
  return { id: fields.get('id')?.at(-1), event: fields.get('event')?.at(-1), data: data.join('\n') };
}
