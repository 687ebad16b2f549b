import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  grammars,
  looserGrammars,
  parseDisplayText,
  parseDomainName,
  parseEscrowKey,
  parseGroupName,
  parseLanguage,
  parseLocalPart,
  parseMailAddress,
  parseMachineKey,
  parseMachineLabel,
  parseMemberSlug,
  parseOutsideAddress,
  parsePersonName,
  parseRepositoryName,
  parseServerAddress,
  parseServerName,
  parseSshHostKey,
  parseUid,
  parseUnixName,
  parseAccessLogin,
  parseDatabaseName,
  parseFolderLogin,
  parsePhpVersion,
  parseRedirectTarget,
  parseSiteName,
  parseSitePath,
  parseSiteSuffix,
  type GrammarName,
  type Parsed,
} from './index.js';

type AnyParser = (input: unknown) => Parsed<string>;

interface Agreed {
  grammars: Record<GrammarName, { grammar: string; accepts: string[]; refuses: string[] }>;
  looserGrammars: Record<keyof typeof looserGrammars, { grammar: string }>;
}

/** What the agent and the database compare themselves with. */
const agreed = JSON.parse(readFileSync(path.join(import.meta.dirname, 'grammars.json'), 'utf8')) as Agreed;

const parsers: Record<GrammarName, AnyParser> = {
  domainName: input => parseDomainName(input, { suffix: 'any' }),
  localPart: parseLocalPart,
  mailAddress: input => parseMailAddress(input, { suffix: 'any' }),
  outsideAddress: input => parseOutsideAddress(input),
  unixName: parseUnixName,
  memberSlug: parseMemberSlug,
  uid: parseUid,
  groupName: parseGroupName,
  serverName: parseServerName,
  language: parseLanguage,
  accessLogin: parseAccessLogin,
  databaseName: parseDatabaseName,
  folderLogin: parseFolderLogin,
  phpVersion: parsePhpVersion,
  redirectTarget: parseRedirectTarget,
  siteName: parseSiteName,
  sitePath: parseSitePath,
  siteSuffix: parseSiteSuffix,
  repositoryName: parseRepositoryName,
  machineLabel: parseMachineLabel,
  machineKey: parseMachineKey,
  escrowKey: parseEscrowKey,
};
const looserParsers: Record<keyof typeof looserGrammars, AnyParser> = {
  personName: parsePersonName,
  displayText: parseDisplayText,
  serverAddress: parseServerAddress,
  sshHostKey: parseSshHostKey,
};

const names = Object.keys(grammars) as GrammarName[];
const looserNames = Object.keys(looserGrammars) as (keyof typeof looserGrammars)[];
const characters = Array.from('abz019-._@+:xnAfé\n\r \t"\'\\/\u2028\u0000;=<>,*()$`');
const noise = fc.array(fc.constantFrom(...characters), { maxLength: 12 }).map(found => found.join(''));

/** A good or bad example with a few characters put in or taken out: nearer to the edge than noise. */
function mutated(examples: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.record({ at: fc.nat(80), insert: fc.option(fc.constantFrom(...characters)) });
  return fc.tuple(fc.constantFrom(...examples), fc.array(edit, { maxLength: 3 })).map(([text, edits]) =>
    edits.reduce((current, { at, insert }) => {
      const cut = Math.min(at, current.length);
      return current.slice(0, cut) + (insert ?? '') + current.slice(insert === null ? cut + 1 : cut);
    }, text),
  );
}

describe('the grammars', () => {
  it('are those the agent and the database are tested against', () => {
    expect(Object.fromEntries(names.map(name => [name, agreed.grammars[name].grammar]))).toEqual(grammars);
    expect(Object.fromEntries(looserNames.map(name => [name, agreed.looserGrammars[name].grammar]))).toEqual(
      looserGrammars,
    );
  });

  it.each(names)('%s agrees with its examples, and so does its parser', name => {
    const { accepts, refuses } = agreed.grammars[name];
    const accepted = (text: string) => new RegExp(grammars[name]).test(text);
    expect(accepts.filter(text => !accepted(text) || !parsers[name](text).ok)).toEqual([]);
    expect(refuses.filter(accepted)).toEqual([]);
  });

  it.each(names)('%s accepts what its parser leaves unchanged, and nothing else, on 10,000 inputs', name => {
    const { accepts, refuses } = agreed.grammars[name];
    const shape = new RegExp(grammars[name]);
    const unicodeShape = new RegExp(grammars[name], 'u');
    const inputs = fc.oneof(noise, mutated(accepts), mutated(refuses), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(inputs, text => {
        const parsed = parsers[name](text);
        const isKept = parsed.ok && parsed.value === text;
        expect([text, shape.test(text), unicodeShape.test(text)]).toEqual([text, isKept, isKept]);
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(looserNames)('%s accepts whatever its parser does', name => {
    const shape = new RegExp(looserGrammars[name], 'u');
    const examples = ["Élodie d'Œuvre", 'La Récré', '10.0.0.1', '2001:db8::1', 'mail1.recre.test', 'a'];
    fc.assert(
      fc.property(fc.oneof(noise, mutated(examples), fc.string({ unit: 'grapheme' })), text => {
        const parsed = looserParsers[name](text);
        expect([text, !parsed.ok || shape.test(parsed.value)]).toEqual([text, true]);
      }),
      { numRuns: 5_000 },
    );
  });
});
