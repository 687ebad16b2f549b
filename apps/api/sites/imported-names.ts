import type { SiteSpec } from '@amie/services/resources';
import { findRow, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';

/**
 * Refuses a new name that the imported certificate does not cover. The platform keeps no certificate: the server tells
 * its names once it has it, and until then nothing is refused.
 */
export async function refuseUncovered(em: Transaction, row: ResourceRow<SiteSpec>, after: SiteSpec): Promise<void> {
  const added = after.domains.filter(name => !row.spec.domains.includes(name));
  if (after.importedCertificate === null || added.length === 0) return;
  const text = `select observed->'facts'->'certificateNames' as names from resource
    where id = $1 and observed->'spec'->>'importedCertificate' = $2`;
  const covered = (await findRow<{ names: string[] | null }>(em, text, [row.id, after.importedCertificate]))?.names;
  const bare = covered && added.find(name => !isCovered(name, covered));
  if (bare) throw new Problem('site-domain-uncovered', { value: bare, names: covered });
}

/** A wildcard stands for one label (RFC 6125, 6.4.3). */
function isCovered(name: string, covered: readonly string[]): boolean {
  return covered.includes(name) || covered.includes(`*${name.slice(name.indexOf('.'))}`);
}
