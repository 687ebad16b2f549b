import type { Brand } from './brand.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';

/** A public host key as one line, `type base64`, its blob checked (RFC 4253, 5656, 8709); the comment is dropped. */
export type SshHostKey = Brand<string, 'SshHostKey'>;

const curves: ReadonlyMap<string, { curve: string; pointBytes: number }> = new Map([
  ['ecdsa-sha2-nistp256', { curve: 'nistp256', pointBytes: 65 }],
  ['ecdsa-sha2-nistp384', { curve: 'nistp384', pointBytes: 97 }],
  ['ecdsa-sha2-nistp521', { curve: 'nistp521', pointBytes: 133 }],
]);
const known = ['ssh-ed25519', ...curves.keys(), 'ssh-rsa'];
const rsaMinimumBits = 2048;
// An RSA key of 16,384 bits takes 2.8 thousand characters; nothing longer is looked at.
const line = /^[ \t]*([a-z0-9@.-]{1,40})[ \t]+([^ \t\r\n]{1,3000})(?:[ \t][^\r\n]{0,1000})?\r?\n?$/;

/** Reads a line of `ssh_host_*_key.pub`; checks type, base64, and each length inside, never who owns the key. */
export function parseSshHostKey(input: unknown): Parsed<SshHostKey> {
  const text = parseText(input);
  if (!text.ok) return text;
  const [, type = '', base64 = ''] = line.exec(text.value) ?? [];
  if (base64 === '') return refused('host-key-shape', text.value);
  if (!known.includes(type)) return refused('host-key-type-unknown', type, { known });
  const blob = decodeBase64(base64);
  if (!blob) return refused('host-key-not-base64', text.value);
  const fields = readFields(blob);
  if (!fields?.[0]) return refused('host-key-damaged', text.value);
  if (asciiText(fields[0]) !== type) return refused('host-key-type-differs', text.value);
  return checkFields(type, fields) ?? accepted(`${type} ${base64}` as SshHostKey);
}

/** As `parseSshHostKey`, or throws `ValueError`. */
export const getSshHostKey = (input: unknown): SshHostKey => unwrap(parseSshHostKey(input));

/** The base64 of the blob: what an SSH client is given to compare with the key a server shows. */
export function hostKeyBlob(key: SshHostKey): string {
  return key.slice(key.indexOf(' ') + 1);
}

function checkFields(type: string, fields: readonly Uint8Array[]): ReturnType<typeof refused> | undefined {
  const [, first, second] = fields;
  if (type === 'ssh-rsa') return checkRsa(fields);
  const curve = curves.get(type);
  const isSound = curve
    ? fields.length === 3 && asciiText(first) === curve.curve && second?.length === curve.pointBytes && second[0] === 4
    : fields.length === 2 && first?.length === 32;
  return isSound ? undefined : refused('host-key-damaged', type);
}

function checkRsa([, exponent, modulus, ...rest]: readonly Uint8Array[]): ReturnType<typeof refused> | undefined {
  if (!exponent?.length || !modulus?.length || rest.length > 0) return refused('host-key-damaged', 'ssh-rsa');
  const firstByte = modulus.findIndex(byte => byte !== 0);
  const bits = (modulus.length - firstByte) * 8 - Math.clz32(modulus[firstByte] ?? 0) + 24;
  if (firstByte < 0) return refused('host-key-damaged', 'ssh-rsa');
  return bits < rsaMinimumBits ? refused('host-key-too-weak', 'ssh-rsa', { bits, minimum: rsaMinimumBits }) : undefined;
}

/** Strict (RFC 4648 with padding): one blob has one text, so keys can be compared as texts. */
function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, character => character.charCodeAt(0)) : undefined;
}

/** The length-prefixed fields of a blob, or undefined when a length does not fit. */
function readFields(blob: Uint8Array): readonly Uint8Array[] | undefined {
  const view = new DataView(blob.buffer);
  const fields: Uint8Array[] = [];
  for (let offset = 0; offset < blob.length; ) {
    if (offset + 4 > blob.length) return undefined;
    const end = offset + 4 + view.getUint32(offset);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  return fields;
}

function asciiText(bytes: Uint8Array | undefined): string {
  return String.fromCharCode(...(bytes ?? []));
}
