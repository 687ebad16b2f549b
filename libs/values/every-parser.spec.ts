import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as values from './index.js';
import type { Parsed } from './index.js';

/** Values that stand in commands, maps, DNs, filters and paths as they are. */
const plainParsers: Record<string, (input: unknown) => Parsed<string>> = {
  parseDomainName: input => values.parseDomainName(input, { extraSuffixes: ['test'] }),
  parseLocalPart: values.parseLocalPart,
  parseMailAddress: input => values.parseMailAddress(input, { extraSuffixes: ['test'] }),
  parseOutsideAddress: input => values.parseOutsideAddress(input),
  parseUnixName: values.parseUnixName,
  parseMemberSlug: values.parseMemberSlug,
  parseUid: values.parseUid,
  parseGroupName: values.parseGroupName,
  parseServerName: values.parseServerName,
  parseServerAddress: values.parseServerAddress,
  parseLanguage: values.parseLanguage,
  parseAccessLogin: values.parseAccessLogin,
  parseDatabaseName: values.parseDatabaseName,
  parseFolderLogin: values.parseFolderLogin,
  parsePhpVersion: values.parsePhpVersion,
  parseSiteName: values.parseSiteName,
  parseSiteSuffix: values.parseSiteSuffix,
  parseRepositoryName: values.parseRepositoryName,
  parseMachineLabel: values.parseMachineLabel,
  parseEscrowKey: values.parseEscrowKey,
};
/** Values that are escaped where they are used, but can never break a line or hide a character. */
const readParsers: Record<string, (input: unknown) => Parsed<unknown>> = {
  ...plainParsers,
  parsePersonName: values.parsePersonName,
  parseDisplayText: values.parseDisplayText,
  parseSshHostKey: values.parseSshHostKey,
  parseSshKey: values.parseSshKey,
  parseSitePath: values.parseSitePath,
  parseRedirectTarget: values.parseRedirectTarget,
  parseMachineKey: values.parseMachineKey,
  parseQuotaKib: values.parseQuotaKib,
  parseQuotaText: input => values.parseQuotaText(input),
};
const plainNames = Object.keys(plainParsers);
const readNames = Object.keys(readParsers);

const bases = [
  'marie.dupont',
  'marie',
  'recre.test',
  'marie@recre.test',
  'Marie',
  'La Récré',
  'la-recre',
  'mail1',
  '10.0.0.1',
  '2 Go',
  'postmaster',
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
];
/** What comparable panels let through, put before, inside and after good values. */
const poisons = [
  '\n',
  '\r\n',
  '\0',
  '\u0085',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\x1b[31m',
  '\x7f',
  '\t',
  "'",
  '"',
  '`id`',
  '$(id)',
  '${IFS}',
  ';rm -rf /',
  '|id',
  '&&id',
  '>/etc/passwd',
  '<x>',
  '../',
  '/etc/passwd',
  '..\\',
  '%00',
  '%0a',
  '*)(uid=*',
  ')(|(uid=*',
  ',dc=x',
  '+cn=x',
  '\\2a',
  '#',
  '{{7*7}}',
  '{% x %}',
  '\nBcc: all@recre.test',
  '\r\nRCPT TO:<x@recre.test>',
  '; server { listen 80; }',
  '--',
  '-oProxyCommand=id',
  '\ud800',
  '\u3164',
  '＂',
  'é',
  '@',
];
const corpus = bases.flatMap(base =>
  poisons.flatMap(poison => [poison + base, base + poison, base.slice(0, 3) + poison + base.slice(3)]),
);

const dangerous = /[\p{C}\p{Z}"'`\\/$;|<>()*!{}[\]#,]|\.\.|^[-+.]/u;
const broken = /[\p{C}\p{Zl}\p{Zp}]/u;

const structured = fc.oneof(
  fc.constantFrom(...corpus),
  fc.tuple(fc.constantFrom(...bases), fc.string({ unit: 'binary', maxLength: 4 })).map(([base, tail]) => base + tail),
  fc.emailAddress(),
  fc.domain(),
  fc.ipV6(),
  fc.string({ unit: 'grapheme' }),
);

function acceptedValue(parsed: Parsed<unknown>): string | undefined {
  return parsed.ok ? String(parsed.value) : undefined;
}

describe('every parser', () => {
  it('is tried on more than five hundred poisoned inputs', () => {
    expect(corpus.length).toBeGreaterThan(500);
  });

  it.each(plainNames)('%s accepts nothing unsafe in a command, a path, a map, a DN or a filter', name => {
    const parse = plainParsers[name]!;
    const unsafe = (input: string) => dangerous.test(acceptedValue(parse(input)) ?? 'a');
    expect(corpus.filter(unsafe)).toEqual([]);
    fc.assert(
      fc.property(structured, input => !unsafe(input)),
      { numRuns: 3_000 },
    );
  });

  it.each(readNames)('%s accepts no character that breaks a line or hides', name => {
    const parse = readParsers[name]!;
    fc.assert(
      fc.property(structured, input => {
        expect(acceptedValue(parse(input)) ?? '').not.toMatch(broken);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(readNames.filter(name => name !== 'parseQuotaText'))('%s leaves what it accepted unchanged', name => {
    const parse = readParsers[name]!;
    fc.assert(
      fc.property(fc.oneof(structured, fc.constantFrom(...bases), fc.nat()), input => {
        const once = parse(input);
        expect(once.ok ? parse(once.value) : once).toEqual(once);
      }),
      { numRuns: 3_000 },
    );
  });

  it.each(readNames)('%s answers anything at all without throwing, and only with printable problems', name => {
    const parse = readParsers[name]!;
    fc.assert(
      fc.property(fc.oneof(fc.anything(), structured), input => {
        const parsed = parse(input);
        if (parsed.ok) return;
        expect(values.problemCodes).toContain(parsed.problem.code);
        expect(broken.test(JSON.stringify(parsed.problem))).toBe(false);
        expect((parsed.problem.value ?? '').length).toBeLessThan(900);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(readNames)('%s refuses a megabyte at once', name => {
    const parse = readParsers[name]!;
    for (const unit of ['a', '.', 'a.', ' ', '-', '0', '\u0301', '@', 'a@']) {
      expect([unit, parse(unit.repeat(1_000_000 / unit.length)).ok]).toEqual([unit, false]);
    }
  });
});

describe('get…', () => {
  it('gives the value, or throws an error that carries the problem', () => {
    expect(values.getUid('marie.dupont')).toBe('marie.dupont');
    expect(() => values.getUid('Marie\n')).toThrow(values.ValueError);
    expect(() => values.getUid('Marie\n')).toThrow('uid-shape: Marie\\u{a}');
  });
});

describe('the problem codes', () => {
  it('are kebab-case and each written once', () => {
    expect(values.problemCodes.filter(code => !/^[a-z]+(?:-[a-z0-9]+)*$/.test(code))).toEqual([]);
    expect(new Set(values.problemCodes).size).toBe(values.problemCodes.length);
  });
});
