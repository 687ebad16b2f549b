import { accepted, refused, type Parsed } from '../parsed.js';

export type TableEncoding = 'utf-8' | 'utf-8-bom' | 'windows-1252' | 'utf-16le' | 'utf-16be';

export interface DecodedText {
  readonly text: string;
  readonly encoding: TableEncoding;
}

const maximumBytes = 32 * 1024 * 1024;

/** First bytes of files that people pick by mistake. Workbooks have a way out of their own: save as CSV. */
const signatures: readonly { kind: string; bytes: readonly number[]; isWorkbook: boolean }[] = [
  { kind: 'xlsx or ods', bytes: [0x50, 0x4b, 0x03, 0x04], isWorkbook: true },
  { kind: 'xls', bytes: [0xd0, 0xcf, 0x11, 0xe0], isWorkbook: true },
  { kind: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46], isWorkbook: false },
  { kind: 'png', bytes: [0x89, 0x50, 0x4e, 0x47], isWorkbook: false },
  { kind: 'jpeg', bytes: [0xff, 0xd8, 0xff], isWorkbook: false },
  { kind: 'gif', bytes: [0x47, 0x49, 0x46, 0x38], isWorkbook: false },
  { kind: 'gzip', bytes: [0x1f, 0x8b], isWorkbook: false },
  { kind: 'rar', bytes: [0x52, 0x61, 0x72, 0x21], isWorkbook: false },
  { kind: '7z', bytes: [0x37, 0x7a, 0xbc, 0xaf], isWorkbook: false },
];

/**
 * The text of a table and how it was written: UTF-16 by its mark, else UTF-8 when every byte fits, else CP1252, which
 * any bytes are. Refuses what is no text; never guesses past that.
 */
export function decodeTable(bytes: Uint8Array): Parsed<DecodedText> {
  if (bytes.length === 0) return refused('file-empty');
  if (bytes.length > maximumBytes) {
    return refused('file-too-large', undefined, { bytes: bytes.length, maximum: maximumBytes });
  }
  const known = signatures.find(signature => startsWith(bytes, signature.bytes));
  if (known)
    return refused(known.isWorkbook ? 'file-is-spreadsheet' : 'file-not-text', undefined, { kind: known.kind });
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const { text } = decoded.value;
  const nul = text.indexOf('\0');
  if (nul >= 0) return refused('file-has-nul', undefined, { row: lineAt(text, nul) });
  return text.trim() === '' ? refused('file-empty') : decoded;
}

function decode(bytes: Uint8Array): Parsed<DecodedText> {
  if (startsWith(bytes, [0xff, 0xfe])) return decodeUtf16(bytes, 'utf-16le');
  if (startsWith(bytes, [0xfe, 0xff])) return decodeUtf16(bytes, 'utf-16be');
  const hasMark = startsWith(bytes, [0xef, 0xbb, 0xbf]);
  const utf8 = strictly('utf-8', bytes, false);
  if (utf8 !== undefined) return accepted({ text: utf8, encoding: hasMark ? 'utf-8-bom' : 'utf-8' });
  // Valid up to a last unfinished letter: cut UTF-8, unless nothing but that byte is outside ASCII (CP1252 then).
  const start = strictly('utf-8', bytes, true);
  if (start !== undefined && (hasMark || /[^\0-\x7f]/.test(start))) return cutCharacter(start);
  return accepted({ text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' });
}

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Parsed<DecodedText> {
  const text = strictly(encoding, bytes, false);
  return text === undefined ? cutCharacter(new TextDecoder(encoding).decode(bytes)) : accepted({ text, encoding });
}

/** The text, or undefined when a byte does not fit; `isOpen` lets the last character be unfinished. */
function strictly(encoding: string, bytes: Uint8Array, isOpen: boolean): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isOpen });
  } catch {
    return undefined;
  }
}

function cutCharacter(text: string): ReturnType<typeof refused> {
  return refused('file-truncated', undefined, { row: lineAt(text, text.length), reason: 'cut-character' });
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\n|\r/).length;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}
