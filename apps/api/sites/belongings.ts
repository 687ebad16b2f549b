import { siteShape, type SiteSpec } from '@amie/services/resources';
import type { MemberRow } from '../http/find-member.js';
import { findRow, type Transaction } from '../http/scope.js';
import { notFound, Problem } from '../problems/problem.js';
import type { ResourceRow } from '../resources/resource-rows.js';

/** The site of a member that a database or an access is to belong to, locked; refuses one in the bin. */
export async function lockSite(em: Transaction, member: MemberRow, reference: string): Promise<ResourceRow<SiteSpec>> {
  const text = `select * from resource where member_id = $1 and kind = $2 and presence <> 'absent'
    and (id::text = $3 or spec->>'name' = $3 or spec->'domains' ? $3) for no key update`;
  const found = await findRow<ResourceRow<SiteSpec>>(em, text, [member.id, siteShape.kind, reference.toLowerCase()]);
  if (!found) throw notFound(reference);
  if (found.presence !== 'present') throw new Problem('site-set-aside');
  return found;
}

/** A resource that is to stand on its site, on the same server. */
export const onSite = (site: ResourceRow<SiteSpec>, id: string) =>
  ({
    op: 'create',
    id,
    memberId: site.member_id,
    serverId: site.server_id,
    service: 'web',
    standsOn: [site.id],
  }) as const;
