import type { MemberRow } from '../http/find-member.js';
import { rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { serverFor } from '../servers/server-for.js';
import { findPhpChoice, type PhpChoice } from './php-choice.js';

/** Where a member's sites go, and what they may be called. */
export interface WebGround {
  readonly serverId: string;
  readonly php: PhpChoice;
  /** Proved domain to the id of its resource. */
  readonly proved: ReadonlyMap<string, string>;
}

/** Finds the web server and the proved domains of a member; throws a problem when there is no place for a site. */
export async function findWebGround(em: Transaction, member: Pick<MemberRow, 'id'>): Promise<WebGround> {
  const found = await rows<{ id: string; kind: string; domain: string | null }>(
    em,
    `select id, kind, spec->>'domain' as domain from resource
     where member_id = $1 and kind in ('unit', 'domain') and presence = 'present' and held_reason is null`,
    [member.id],
  );
  if (!found.some(({ kind }) => kind === 'unit')) throw new Problem('member-set-aside');
  const serverId = await serverFor(em, member.id, 'web');
  return {
    serverId,
    php: await findPhpChoice(em, serverId),
    proved: new Map(found.flatMap(({ id, domain }) => (domain ? [[domain, id] as const] : []))),
  };
}

/** The resources of the proved domains that these names are, or are below; refuses a name of nobody's or another's. */
export function groundsOf(names: readonly string[], { proved }: Pick<WebGround, 'proved'>): string[] {
  return [...new Set(names.map(name => groundOf(name, proved)))];
}

function groundOf(name: string, proved: ReadonlyMap<string, string>): string {
  for (let rest = name; rest.includes('.'); rest = rest.slice(rest.indexOf('.') + 1)) {
    const id = proved.get(rest);
    if (id !== undefined) return id;
  }
  throw new Problem('site-domain-unproved', { value: name });
}
