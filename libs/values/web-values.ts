import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { accepted, type Parsed, refused, unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';
import { parseSshHostKey } from './ssh-host-key.js';

/** Name of a site, of its unix account and of its home, `w00042`: generated, never typed by a member, never reused. */
export type SiteName = Brand<string, 'SiteName'>;

/** Name of a site's database and of its only user: the site's name, `_`, and what the member calls it. */
export type DatabaseName = Brand<string, 'DatabaseName'>;

/** Sign-in name of one person's file access to one site: the site's name, `-`, and what the member calls it. */
export type AccessLogin = Brand<string, 'AccessLogin'>;

/** A version of PHP as Debian names its packages, `8.2`. */
export type PhpVersion = Brand<string, 'PhpVersion'>;

/** Absolute path inside a site, at most 255 characters: no segment begins with a dot, nothing needs quoting anywhere. */
export type SitePath = Brand<string, 'SitePath'>;

/** Where a redirect leads: a path of the same site or an http(s) URL, at most 500 characters. */
export type RedirectTarget = Brand<string, 'RedirectTarget'>;

/** Sign-in name of a protected folder, at most 32 characters. */
export type FolderLogin = Brand<string, 'FolderLogin'>;

/** A person's public key as one OpenSSH line, `type base64`, its blob checked; the comment is dropped. */
export type SshKey = Brand<string, 'SshKey'>;

export const parseSiteName = patterned<SiteName>(grammars.siteName, 'site-name-shape');
export const parseDatabaseName = patterned<DatabaseName>(grammars.databaseName, 'database-name-shape');
export const parseAccessLogin = patterned<AccessLogin>(grammars.accessLogin, 'access-login-shape');
export const parsePhpVersion = patterned<PhpVersion>(grammars.phpVersion, 'php-version-shape');
export const parseSitePath = patterned<SitePath>(grammars.sitePath, 'site-path-shape');
export const parseRedirectTarget = patterned<RedirectTarget>(grammars.redirectTarget, 'redirect-target-shape');
export const parseFolderLogin = patterned<FolderLogin>(grammars.folderLogin, 'folder-login-shape');
/** What a member calls a database or an access of a site: 1 to 16 characters, the end of its full name. */
export const parseSiteSuffix = patterned<Brand<string, 'SiteSuffix'>>(grammars.siteSuffix, 'site-suffix-shape');

/** Reads a line of `id_ed25519.pub`, `id_ecdsa.pub` or `id_rsa.pub` (2,048 bits or more); options are refused. */
export function parseSshKey(input: unknown): Parsed<SshKey> {
  const parsed = parseSshHostKey(input);
  if (parsed.ok) return accepted(parsed.value as string as SshKey);
  const { code, value, detail } = parsed.problem;
  if (code === 'host-key-too-weak') return refused('ssh-key-too-weak', value, detail);
  return code === 'not-text' || code === 'empty' ? refused(code) : refused('ssh-key-shape', value);
}

/** As `parseSiteName`, or throws `ValueError`. */
export const getSiteName = (input: unknown): SiteName => unwrap(parseSiteName(input));
