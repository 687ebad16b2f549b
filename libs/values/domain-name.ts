import { parse as readSuffix } from 'tldts';
import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { accepted, parseText, refused, unwrap, type Parsed } from './parsed.js';
import { printable } from './printable.js';

/** Lower-case A-label form (RFC 1035, RFC 5890), 4 to 253 characters, at least two labels of 1 to 63 LDH. */
export type DomainName = Brand<string, 'DomainName'>;

/**
 * What a name must end with. By default a public suffix (ICANN and private parts of the list) or one of
 * `extraSuffixes`; `any` is for values that passed the check at the boundary and come back from a row.
 */
export interface SuffixRule {
  readonly suffix?: 'known' | 'any';
  readonly extraSuffixes?: readonly string[];
}

const maximum = 253;
const labelMaximum = 63;
const shape = new RegExp(grammars.domainName);

/** Lower-cases, then checks; a bare suffix is refused, and a non-ASCII name is answered with the form to use. */
export function parseDomainName(input: unknown, rule: SuffixRule = {}): Parsed<DomainName> {
  const text = parseText(input);
  if (!text.ok) return text;
  // Before lower-casing: some letters outside ASCII fall into it (U+212A becomes k).
  if (/[^\0-\x7f]/.test(text.value)) return refused('domain-not-ascii', text.value, asciiForm(text.value));
  const name = text.value.toLowerCase();
  if (!shape.test(name)) return shapeProblem(name);
  return rule.suffix === 'any' ? accepted(name as DomainName) : checkSuffix(name, rule.extraSuffixes ?? []);
}

/** As `parseDomainName`, or throws `ValueError`. */
export function getDomainName(input: unknown, rule?: SuffixRule): DomainName {
  return unwrap(parseDomainName(input, rule));
}

function shapeProblem(name: string): ReturnType<typeof refused> {
  if (name.length > maximum) return refused('domain-too-long', name, { length: name.length, maximum });
  const character = /[^a-z0-9.-]/.exec(name)?.[0];
  if (character !== undefined) return refused('domain-bad-character', name, { character: printable(character) });
  const labels = name.split('.');
  if (labels.includes('')) return refused('domain-label-empty', name);
  const long = labels.find(label => label.length > labelMaximum);
  if (long) return refused('domain-label-too-long', name, { label: long, length: long.length, maximum: labelMaximum });
  const hyphened = labels.find(label => label.startsWith('-') || label.endsWith('-'));
  if (hyphened) return refused('domain-label-hyphen', name, { label: hyphened });
  if (/(?:^|\.)[0-9][^.]*$/.test(name)) return refused('domain-is-number', name);
  return refused('domain-single-label', name);
}

function checkSuffix(name: string, extraSuffixes: readonly string[]): Parsed<DomainName> {
  const extras = extraSuffixes.map(suffix => suffix.toLowerCase().replace(/^\./, '')).filter(suffix => suffix !== '');
  if (extras.includes(name)) return refused('domain-is-suffix', name, { suffix: name });
  if (extras.some(extra => name.endsWith(`.${extra}`))) return accepted(name as DomainName);
  const found = readSuffix(name, { extractHostname: false, validateHostname: false, allowPrivateDomains: true });
  const suffix = found.publicSuffix ?? name;
  if (!found.isIcann && !found.isPrivate) return refused('domain-suffix-unknown', name, { suffix });
  return found.domain === null ? refused('domain-is-suffix', name, { suffix }) : accepted(name as DomainName);
}

/** The URL parser is the one IDNA (UTS 46) table every runtime has. */
function asciiForm(text: string): { use: string } | undefined {
  if (/[\0-\x2c/:-@[-`{-\x7f]/.test(text)) return undefined;
  const parsed = URL.parse(`http://${text}/`);
  return parsed && shape.test(parsed.hostname) ? { use: parsed.hostname } : undefined;
}
