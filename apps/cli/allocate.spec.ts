import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { mailCase, mailResult } from '../../test/support/allocation/mail-of-october.js';
import { tellFailure } from './failure.js';
import { buildProgram } from './program.js';
import type { Language } from './words.js';

const standard = {
  stdin: Object.getOwnPropertyDescriptor(process, 'stdin') as PropertyDescriptor,
  stdout: process.stdout.write.bind(process.stdout),
  stderr: process.stderr.write.bind(process.stderr),
  exitCode: process.exitCode,
};

afterEach(() => {
  Object.defineProperty(process, 'stdin', standard.stdin);
  process.stdout.write = standard.stdout;
  process.stderr.write = standard.stderr;
  process.exitCode = standard.exitCode;
});

interface Ended {
  readonly status: number | string | undefined;
  readonly output: string;
  readonly complaint: string;
}

/** What `amie allocate …` makes of these pieces of standard input, as main does it. */
async function allocate(pieces: readonly (string | Buffer)[], line: readonly string[] = [], language: Language = 'en') {
  let output = '';
  let complaint = '';
  process.exitCode = 0;
  Object.defineProperty(process, 'stdin', {
    configurable: true,
    value: Readable.from(pieces.map(piece => Buffer.from(piece))),
  });
  process.stdout.write = (chunk: string | Uint8Array) => (output += String(chunk)).length > 0;
  process.stderr.write = (chunk: string | Uint8Array) => (complaint += String(chunk)).length > 0;
  try {
    await buildProgram(language, '0').parseAsync(['allocate', ...line], { from: 'user' });
  } catch (error) {
    const told = tellFailure(error, ['allocate', ...line], language);
    return { status: told.exitCode, output, complaint: told.sentence ?? '', document: told.document };
  }
  return { status: process.exitCode, output, complaint } satisfies Ended;
}

const done = { status: 0, output: `${mailResult}\n`, complaint: '' };

describe('amie allocate', () => {
  it('gives the bytes of the specification for its mail pool', async () => {
    expect(await allocate([mailCase])).toEqual(done);
  });

  it.each<[string, (string | Buffer)[]]>([
    ['with a mark of byte order before it', ['\ufeff', mailCase]],
    ['with the ends of lines of Windows', [`${mailCase.replaceAll(', ', ',\r\n')}\r\n`]],
    ['that arrives in pieces, cut anywhere', mailCase.match(/.{1,7}/g) ?? []],
    ['in an editor’s layout', [JSON.stringify(JSON.parse(mailCase), null, 2)]],
  ])('gives them for the same case %s', async (_, pieces) => {
    expect(await allocate(pieces)).toEqual(done);
  });

  it('keeps names as they are, even when a letter is cut between two pieces', async () => {
    const bytes = Buffer.from(mailCase.replaceAll('"A"', '"théâtre 🎭"'));
    const cut = bytes.indexOf('🎭') + 2;
    const { output } = await allocate([bytes.subarray(0, cut), bytes.subarray(cut)]);
    expect(Object.keys(JSON.parse(output).umin)).toEqual(['théâtre 🎭', 'B', 'C', 'D']);
  });

  it.each<[Language, string]>([
    ['fr', 'Les points de base (solidarity, drivers) doivent totaliser 10 000, solidarité comprise.'],
    ['en', 'The basis points (solidarity, drivers) must sum to 10,000, solidarity included.'],
  ])(
    'refuses a wrong case with a sentence (%s), a document for scripts, status 1 and no figure',
    async (language, message) => {
      const ended = await allocate([mailCase.replace('3000', '2999')], [], language);
      const document = { error: { code: 'points-not-10000', field: 'solidarity, drivers', message } };
      expect(ended).toEqual({ status: 1, output: '', complaint: message, document });
    },
  );

  it.each<[string, (string | Buffer)[], string]>([
    ['nothing', [], 'This is not JSON from character 1 on: give one whole JSON object.'],
    ['blanks', [' \r\n'], 'This is not JSON from character 4 on: give one whole JSON object.'],
    ['two cases without --jsonl', [mailCase, mailCase], `This is not JSON from character ${mailCase.length + 1} on`],
    ['half a case', [mailCase.slice(0, 100)], 'This is not JSON from character'],
    ['Latin-1', [Buffer.from(mailCase.replace('mail"', 'é"'), 'latin1')], '"json" is not UTF-8'],
  ])('refuses %s', async (_, pieces, sentence) => {
    const { status, output, complaint } = await allocate(pieces);
    expect({ status, output }).toEqual({ status: 1, output: '' });
    expect(complaint).toContain(sentence);
  });
});

describe('amie allocate --jsonl', () => {
  it.each([
    ['', '\n'],
    ['\ufeff', '\n'],
    ['', '\r\n'],
    ['\ufeff', '\r\n'],
  ])('gives a result a line (before: %j, ends of lines: %j)', async (before, end) => {
    const text = before + mailCase + end + mailCase + end;
    expect(await allocate([text], ['--jsonl'])).toEqual({ ...done, output: `${mailResult}\n${mailResult}\n` });
  });

  it('needs no end of the last line, and minds no piece', async () => {
    const pieces = `${mailCase}\n${mailCase}`.match(/[^]{1,64}/g) ?? [];
    expect((await allocate(pieces, ['--jsonl'])).output).toBe(`${mailResult}\n${mailResult}\n`);
  });

  it('answers a bad line in its place, goes on with the others, and ends with status 1', async () => {
    const lines = [mailCase, '', mailCase.replace('"1386000"', '"-1386000"'), '{', mailCase];
    const { status, output, complaint } = await allocate([lines.join('\n')], ['--jsonl']);
    const notJson = (place: number) => ({
      error: {
        code: 'not-json',
        field: 'json',
        message: `This is not JSON from character ${place} on: give one whole JSON object.`,
      },
    });
    const message = '"parts.D" must be a whole number, 0 or more, in quotes, without sign or leading zero ("8046000").';
    const refused = [notJson(1), { error: { code: 'not-an-amount', field: 'parts.D', message } }, notJson(2)];
    expect(output).toBe([mailResult, ...refused.map(one => JSON.stringify(one)), mailResult, ''].join('\n'));
    expect({ status, complaint }).toEqual({ status: 1, complaint: '3 of 5 line(s) were refused.\n' });
  });

  it('says why in French to who reads French', async () => {
    const { output, complaint } = await allocate([mailCase.replace('[3, 1]', '[2, 3]')], ['--jsonl'], 'fr');
    expect(JSON.parse(output).error.message.replaceAll('\u00a0', ' ')).toBe(
      '« cap » doit valoir au moins 1, avec un dénominateur d’au moins 1 ([3, 1]).',
    );
    expect(complaint).toBe('1 ligne(s) refusée(s) sur 1.\n');
  });

  it('has nothing to say of nothing', async () => {
    expect(await allocate([], ['--jsonl'])).toEqual({ status: 0, output: '', complaint: '' });
  });
});
