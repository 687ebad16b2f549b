import type { Brand } from './brand.js';
import { parseDomainName, type DomainName, type SuffixRule } from './domain-name.js';
import { parseLocalPart, type LocalPart } from './local-part.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';

/** An address of a domain we carry: `LocalPart@DomainName`, lower-case, at most 254 characters (RFC 5321). */
export type MailAddress = Brand<string, 'MailAddress'>;

export const addressMaximum = 254;

/** Parses both halves with their own parsers; never says whether the domain is ours. */
export function parseMailAddress(input: unknown, rule?: SuffixRule): Parsed<MailAddress> {
  const text = parseText(input);
  if (!text.ok) return text;
  const halves = splitAddress(text.value);
  if (!halves.ok) return halves;
  const localPart = parseLocalPart(halves.value.localPart);
  if (!localPart.ok) return localPart;
  const domain = parseDomainName(halves.value.domain, rule);
  return domain.ok ? joinAddress(localPart.value, domain.value) : domain;
}

/** As `parseMailAddress`, or throws `ValueError`. */
export function getMailAddress(input: unknown, rule?: SuffixRule): MailAddress {
  return unwrap(parseMailAddress(input, rule));
}

/** The address of two values already parsed; only its total length can still be refused. */
export function joinAddress(localPart: LocalPart, domain: DomainName): Parsed<MailAddress> {
  const address = `${localPart}@${domain}`;
  if (address.length <= addressMaximum) return accepted(address as MailAddress);
  return refused('address-too-long', address, { length: address.length, maximum: addressMaximum });
}

/** The two halves of an address of ours. */
export function addressHalves(address: MailAddress): { localPart: LocalPart; domain: DomainName } {
  const at = address.indexOf('@');
  return { localPart: address.slice(0, at) as LocalPart, domain: address.slice(at + 1) as DomainName };
}

/** Cuts at the only @; checks neither half. */
export function splitAddress(text: string): Parsed<{ localPart: string; domain: string }> {
  const at = text.indexOf('@');
  if (at < 0) return refused('address-without-at', text);
  if (text.includes('@', at + 1)) return refused('address-several-at', text);
  return accepted({ localPart: text.slice(0, at), domain: text.slice(at + 1) });
}
