import type { Brand } from './brand.js';
import { parseDomainName, type SuffixRule } from './domain-name.js';
import { grammars } from './grammars.js';
import { addressMaximum, splitAddress } from './mail-address.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';
import { printable } from './printable.js';

/**
 * An address somewhere else: an unquoted ASCII part before @ (its case kept: only its owner knows whether it counts)
 * and a lower-case domain, 254 characters at most. Narrower than RFC 5321 on purpose: it ends up in maps and headers.
 */
export type OutsideAddress = Brand<string, 'OutsideAddress'>;

const shape = new RegExp(grammars.outsideAddress);

/** Without a rule the suffix of the domain is not checked; with one, a mistyped `.con` is caught. */
export function parseOutsideAddress(input: unknown, rule: SuffixRule = { suffix: 'any' }): Parsed<OutsideAddress> {
  const text = parseText(input);
  if (!text.ok) return text;
  if (text.value.length > addressMaximum) return tooLong(text.value);
  const halves = splitAddress(text.value);
  if (!halves.ok) return halves;
  const localPart = checkLocalPart(text.value, halves.value.localPart);
  if (localPart) return localPart;
  const domain = parseDomainName(halves.value.domain, rule);
  if (!domain.ok) return domain;
  const address = `${halves.value.localPart}@${domain.value}`;
  return shape.test(address) ? accepted(address as OutsideAddress) : refused('address-local-part', address);
}

/** As `parseOutsideAddress`, or throws `ValueError`. */
export function getOutsideAddress(input: unknown, rule?: SuffixRule): OutsideAddress {
  return unwrap(parseOutsideAddress(input, rule));
}

/** One key for addresses that reach the same mailbox at every provider in use: case does not count. */
export function outsideAddressKey(address: OutsideAddress): string {
  return address.toLowerCase();
}

function checkLocalPart(address: string, localPart: string): ReturnType<typeof refused> | undefined {
  if (/[^\0-\x7f]/.test(localPart)) return refused('address-not-ascii', address);
  const character = /[^A-Za-z0-9._+=~&-]/.exec(localPart)?.[0];
  return character === undefined
    ? undefined
    : refused('address-bad-character', address, { character: printable(character) });
}

function tooLong(text: string): ReturnType<typeof refused> {
  return refused('address-too-long', text, { length: text.length, maximum: addressMaximum });
}
