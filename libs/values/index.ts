// One parser per value type: a text or number from outside becomes a branded value or a problem that can be explained.
// What a parser accepts is canonical (parsing it again gives itself) and safe wherever that value is used.
// Here too: names proposed for people, the table of people pasted for an import, the password policy, `Secret`.
// Nothing here reads a file, a clock, a network or the environment, and nothing knows what exists: whether an address
// is taken or a domain is ours is asked elsewhere. The messages are elsewhere too: here problems are codes.
export type { Brand } from './brand.js';
export { problemCodes, type ProblemCode } from './problem-codes.js';
export { inField, unwrap, ValueError, type Parsed, type ProblemDetail, type ValueProblem } from './parsed.js';
export { printable } from './printable.js';
export { Secret } from './secret.js';
export { grammars, looserGrammars, type GrammarName } from './grammars.js';
export { getDomainName, parseDomainName, type DomainName, type SuffixRule } from './domain-name.js';
export { getLocalPart, parseLocalPart, type LocalPart } from './local-part.js';
export { isReservedLocalPart } from './reserved-local-part.js';
export { addressHalves, getMailAddress, joinAddress, parseMailAddress, type MailAddress } from './mail-address.js';
export { getOutsideAddress, outsideAddressKey, parseOutsideAddress, type OutsideAddress } from './outside-address.js';
export { getUnixName, parseUnixName, type UnixName } from './unix-name.js';
export { getMemberSlug, parseMemberSlug, type MemberSlug } from './member-slug.js';
export { getGroupName, getUid, parseGroupName, parseUid, type GroupName, type Uid } from './uid.js';
export { getPersonName, parsePersonName, type PersonName } from './person-name.js';
export { getDisplayText, parseDisplayText, type DisplayText } from './display-text.js';
export { formatQuota, getQuotaKib, parseQuotaKib, parseQuotaText, type QuotaKib } from './quota.js';
export { getLanguage, languages, parseLanguage, type Language } from './language.js';
export { getServerName, parseServerName, type ServerName } from './server-name.js';
export { getServerAddress, parseServerAddress, type ServerAddress } from './server-address.js';
export { getSshHostKey, hostKeyBlob, parseSshHostKey, type SshHostKey } from './ssh-host-key.js';
export {
  getRepositoryName,
  parseEscrowKey,
  parseMachineKey,
  parseMachineLabel,
  parseRepositoryName,
  type EscrowKey,
  type MachineKey,
  type MachineLabel,
  type RepositoryName,
} from './backup-values.js';
export {
  getSiteName,
  parseAccessLogin,
  parseDatabaseName,
  parseFolderLogin,
  parsePhpVersion,
  parseRedirectTarget,
  parseSiteName,
  parseSitePath,
  parseSiteSuffix,
  parseSshKey,
  type AccessLogin,
  type DatabaseName,
  type FolderLogin,
  type PhpVersion,
  type RedirectTarget,
  type SiteName,
  type SitePath,
  type SshKey,
} from './web-values.js';
export { checkPassword, passwordMaximum, passwordMinimum, type PasswordContext } from './password.js';
export { foldName } from './fold.js';
export { proposeAddress, proposeGroupName, proposeUid } from './propose.js';
export { csvCell } from './csv-cell.js';
export { parsePeopleTable, type PeopleTable, type PeopleTableOptions } from './people-table/people-table.js';
export type { BadRow, PersonRow, RowProblem, RowRules } from './people-table/person-row.js';
export type { PersonColumns, PersonField } from './people-table/columns.js';
export type { Separator } from './people-table/split.js';
export type { TableEncoding } from './people-table/decode.js';
export { type BothWords, meterWords, poolWords } from './shared-words.js';
