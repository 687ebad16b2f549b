// Each text below is one anchored regular expression that JavaScript, PostgreSQL (`~`) and Python (`re.fullmatch`, for
// `re.match` would let a final newline through) read alike: ASCII classes, bounded repeats, lookaheads, nothing else.
const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const lastLabel = '[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?';
const domain = `(?:${label}\\.)+${lastLabel}`;
const localPart = '[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?';
const outsideLocalPart = '(?=[^@]{1,64}@)[A-Za-z0-9_][A-Za-z0-9_+=~&-]*(?:\\.[A-Za-z0-9_+=~&-]+)*';
const uid = '[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*';
const byte = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const ipv4 = `${byte}(?:\\.${byte}){3}`;
const hostname = `(?=[^:]{1,253}$)(?:${label}\\.)*${lastLabel}`;
const ipv6 = '(?=[^:]*:)[0-9a-f:]{2,39}';
const siteName = 'w[0-9]{5,9}';
const siteSuffix = '[a-z][a-z0-9]{0,15}';
const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}';
const sitePath = `/(?:${segment}(?:/${segment}){0,7}/?)?`;
const webAddress = `https?://${domain}(?::[1-9][0-9]{0,4})?(?:/[A-Za-z0-9._~%/?=&+,@!-]*)?`;
const keyType = '(?:ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521))';

/**
 * The grammar of each value, for SQL CHECKs, shapes and the agent. Equal to its parser, suffixes of domains apart:
 * which of them are public is a list that changes, so it is checked at the door and not again. `grammars.json` holds the
 * same texts with examples, for the tests of those who cannot import this file.
 */
export const grammars = {
  domainName: `^(?=.{4,253}$)${domain}$`,
  localPart: `^(?!.*\\.\\.)${localPart}$`,
  mailAddress: `^(?=.{6,254}$)(?!.*\\.\\.)${localPart}@(?=.{4,253}$)${domain}$`,
  outsideAddress: `^(?=.{6,254}$)${outsideLocalPart}@(?=.{4,253}$)${domain}$`,
  unixName: '^[a-z][a-z0-9]{0,14}$',
  memberSlug: '^(?!.*--)[a-z][a-z0-9-]{0,30}[a-z0-9]$',
  uid: `^(?=.{1,32}$)${uid}$`,
  groupName: `^(?=.{1,32}$)${uid}$`,
  serverName: `^${lastLabel}$`,
  language: '^(?:fr|en)$',
  repositoryName: '^b[0-9]{5,9}$',
  machineLabel: `^${lastLabel}$`,
  machineKey: '^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[A-Za-z0-9+/]{43}$',
  escrowKey: '^age1[02-9ac-hj-np-z]{58}$',
  siteName: `^${siteName}$`,
  siteSuffix: `^${siteSuffix}$`,
  databaseName: `^${siteName}_${siteSuffix}$`,
  accessLogin: `^${siteName}-${siteSuffix}$`,
  phpVersion: '^[5-9]\\.[0-9]$',
  sitePath: `^(?=.{1,255}$)${sitePath}$`,
  redirectTarget: `^(?=.{1,500}$)(?:${sitePath}|${webAddress})$`,
  folderLogin: '^[a-z][a-z0-9._-]{0,31}$',
} as const;

/**
 * Necessary but not sufficient: values written in Unicode (letters are not the same in every language's tables) or
 * whose inside a regular expression cannot check. Enough to keep control characters and quotes out of a table.
 */
export const looserGrammars = {
  personName: '^(?! )[^\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029<>"\\\\/;=]{1,80}$',
  displayText: '^(?! )[^\\u0001-\\u001f\\u007f-\\u009f\\u2028\\u2029]{1,120}$',
  serverAddress: `^(?:${ipv4}|${hostname}|${ipv6})$`,
  sshHostKey: `^${keyType} [A-Za-z0-9+/]{68,}={0,2}$`,
} as const;

export type GrammarName = keyof typeof grammars;
