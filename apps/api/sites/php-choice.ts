import { findRow, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';

/** The version of PHP of Debian 12, for servers that say nothing. */
const usualVersions = ['8.2'];

/** The versions of PHP a site may have, the one for new sites first. */
export interface PhpChoice {
  readonly versions: readonly string[];
  /** Whether the server itself said so: until then a version that is not there may well be. */
  readonly isTold: boolean;
}

/** What a web server said at the last look; what a technician wrote down only orders that, and stands in until then. */
export async function findPhpChoice(em: Transaction, serverId: string): Promise<PhpChoice> {
  const text = `select s.settings->'web'->'phpVersions' as typed, l.facts->'phpVersions' as told
    from server s left join lane l on l.server_id = s.id and l.service = 'web' where s.id = $1`;
  const found = await findRow<{ typed: string[] | null; told: string[] | null }>(em, text, [serverId]);
  return phpChoice(found?.told ?? undefined, found?.typed ?? undefined);
}

export function phpChoice(told: readonly string[] | undefined, typed: readonly string[] | undefined): PhpChoice {
  if (!told) return { versions: typed ?? usualVersions, isTold: false };
  const newestFirst = [...told].sort().reverse();
  const first = (typed ?? []).filter(version => told.includes(version));
  return { versions: [...new Set([...first, ...newestFirst])], isTold: true };
}

/** The version asked for, else the one there was, else the one for new sites; throws the problem that names those there are. */
export function choosePhp(
  { versions, isTold }: PhpChoice,
  wanted: string | undefined,
  before: string | undefined,
): string {
  const version = wanted ?? before ?? versions[0];
  if (version !== undefined && versions.includes(version)) return version;
  const params = { value: version ?? '—', known: versions };
  if (version === undefined || version !== before)
    throw new Problem(isTold ? 'site-php-unknown' : 'site-php-untold', params);
  if (isTold) throw new Problem('site-php-gone', params);
  return version;
}
