import type { Brand } from './brand.js';
import { looserGrammars } from './grammars.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';

/**
 * Where a server is reached: an IPv4 address (four decimal numbers), an IPv6 address (RFC 5952 form, no brackets, no
 * zone) or a lower-case hostname whose last label begins with a letter, so that no number is ever taken for a name.
 */
export type ServerAddress = Brand<string, 'ServerAddress'>;

const shape = new RegExp(looserGrammars.serverAddress);
const ipv4 = /^(?:\d+\.){3}\d+$/;

/** Lower-cases and shortens IPv6, then checks; never resolves a name. */
export function parseServerAddress(input: unknown): Parsed<ServerAddress> {
  const text = parseText(input);
  if (!text.ok) return text;
  if (/[^\0-\x7f]/.test(text.value)) return refused('server-address-shape', text.value);
  const written = text.value.toLowerCase();
  const address = written.includes(':') ? shortestIpv6(written) : written;
  if (address === undefined || !shape.test(address)) return refused('server-address-shape', text.value);
  return isUsable(address) ? accepted(address as ServerAddress) : refused('server-address-unusable', text.value);
}

/** As `parseServerAddress`, or throws `ValueError`. */
export const getServerAddress = (input: unknown): ServerAddress => unwrap(parseServerAddress(input));

function shortestIpv6(text: string): string | undefined {
  if (!/^[0-9a-f:.]{2,45}$/.test(text)) return undefined;
  return URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1);
}

function isUsable(address: string): boolean {
  if (address.includes(':')) return address !== '::' && !address.startsWith('ff');
  if (!ipv4.test(address)) return true;
  const first = Number(address.split('.')[0]);
  return first > 0 && first < 224;
}
