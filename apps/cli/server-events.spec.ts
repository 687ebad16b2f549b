import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readServerEvents, type ServerEvent } from './server-events.js';

const story = [
  'retry: 1000\n\n',
  'id: 1\nevent: task-opened\ndata: {"n":1}\n\n',
  ': still here\n\n',
  'id: 2\r\nevent: resource-ready\r\ndata: {"text":"é œ 🙂"}\r\n\r\n',
  'data: one\ndata: two\n\n',
  'id: 4\ndata: half',
].join('');

const events = [
  { id: '1', event: 'task-opened', data: '{"n":1}' },
  { id: '2', event: 'resource-ready', data: '{"text":"é œ 🙂"}' },
  { data: 'one\ntwo' },
];

async function read(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const stream = new ReadableStream<Uint8Array>({
    start: controller => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  const found: ServerEvent[] = [];
  for await (const event of readServerEvents(stream)) found.push(event);
  return found;
}

describe('a stream of events', () => {
  it('gives each whole event once, without comments and without the half one at its end', async () => {
    expect(await read([new TextEncoder().encode(story)])).toEqual(events);
  });

  it('reads the same wherever it is cut', async () => {
    const bytes = new TextEncoder().encode(story);
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async places => {
        const ends = [...places.sort((a, b) => a - b), bytes.length];
        const chunks = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
        expect(await read(chunks)).toEqual(events);
      }),
    );
  });
});
