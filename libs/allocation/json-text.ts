import { CaseError } from './case-error.js';

/** A number of a JSON text as it is written: `245` and `245.0` are not the same here, and no digit is lost. */
export class WrittenNumber {
  constructor(readonly text: string) {}
}

/** What a JSON text holds. Objects keep the order of the text, whatever the names are (an object of JavaScript moves
 *  "10" before "a"). */
export type Json = null | boolean | string | WrittenNumber | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

/** Reads a JSON text (RFC 8259). Throws CaseError `not-json` with the place, or `field-given-twice`, which JSON.parse
 *  would settle in silence. */
export function readJson(text: string): Json {
  const reader = new Reader(text);
  const value = reader.value('', 0);
  reader.end();
  return value;
}

/** The same from a value of JavaScript, for callers whose JSON was read already. */
export function jsonOf(value: unknown, field = ''): Json {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return new WrittenNumber(String(value));
  if (value instanceof WrittenNumber) return value;
  if (Array.isArray(value)) return value.map((item, index) => jsonOf(item, `${field}[${index}]`));
  if (typeof value !== 'object') throw new CaseError('not-json', field || wholeText, 1);
  const entries: Iterable<[string, unknown]> = value instanceof Map ? value : Object.entries(value);
  return new Map(Array.from(entries, ([name, item]) => [name, jsonOf(item, inside(field, name))]));
}

/** The path of a member of an object, as refusals name it. */
export function inside(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

/** The field a refusal names when it is about the text as a whole. */
export const wholeText = 'json';

const deepest = 32;
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const spacePattern = /[ \t\n\r]*/y;
const words = new Map<string, null | boolean>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  value(field: string, depth: number): Json {
    if (depth > deepest) throw this.refusal();
    const first = this.peek();
    if (first === '{') return this.object(field, depth);
    if (first === '[') return this.list(field, depth);
    if (first === '"') return this.string();
    return this.word();
  }

  end(): void {
    if (this.peek() !== undefined) throw this.refusal();
  }

  private object(field: string, depth: number): JsonObject {
    const members = new Map<string, Json>();
    this.sequence('}', () => {
      if (this.peek() !== '"') throw this.refusal();
      const name = this.string();
      const path = inside(field, name);
      if (members.has(name)) throw new CaseError('field-given-twice', path);
      this.take(':');
      members.set(name, this.value(path, depth + 1));
    });
    return members;
  }

  private list(field: string, depth: number): Json[] {
    const items: Json[] = [];
    this.sequence(']', () => items.push(this.value(`${field}[${items.length}]`, depth + 1)));
    return items;
  }

  // What stands between brackets, commas apart.
  private sequence(close: string, item: () => void): void {
    this.at += 1;
    if (this.peek() !== close) {
      item();
      for (; this.peek() === ','; item()) this.at += 1;
    }
    this.take(close);
  }

  private string(): string {
    const start = this.at;
    let close = start;
    do close = this.text.indexOf('"', close + 1);
    while (close > 0 && this.isEscaped(close));
    if (close < 0) throw this.refusal();
    this.at = close + 1;
    try {
      return JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      this.at = start;
      throw this.refusal();
    }
  }

  private isEscaped(place: number): boolean {
    let slashes = 0;
    while (this.text[place - 1 - slashes] === '\\') slashes += 1;
    return slashes % 2 === 1;
  }

  private word(): Json {
    const number = this.match(numberPattern);
    if (number) return new WrittenNumber(number);
    for (const [word, value] of words) {
      if (!this.text.startsWith(word, this.at)) continue;
      this.at += word.length;
      return value;
    }
    throw this.refusal();
  }

  private take(sign: string): void {
    if (this.peek() !== sign) throw this.refusal();
    this.at += 1;
  }

  private peek(): string | undefined {
    this.match(spacePattern);
    return this.text[this.at];
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private refusal(): CaseError {
    return new CaseError('not-json', wholeText, this.at + 1);
  }
}
