import { randomUUID } from 'node:crypto';
import { type ProtectedFolder, siteKey, siteShape, type SiteSpec } from '@amie/services/resources';
import type { Desk } from '../http/desk.js';
import type { MemberRow } from '../http/find-member.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { sortedOnce } from '../people/person-specs.js';
import { claimsOf, noChange, respec } from '../resources/change-set.js';
import type { Edited, NewThing } from '../resources/kind-routes.js';
import { type ResourceRow, stateOf } from '../resources/resource-rows.js';
import { newPassword, onceOnly } from './once-only.js';
import { findWebGround, groundsOf, type WebGround } from './site-ground.js';
import { choosePhp, findPhpChoice } from './php-choice.js';
import { refuseUncovered } from './imported-names.js';
import type { NewSite, SiteEdit } from './site-schemas.js';

const usualLimitKib = 1_048_576;

/** A site with a name of its own, standing on the domains it answers for. */
export async function createSite(em: Transaction, member: MemberRow, body: NewSite): Promise<NewThing<SiteSpec>> {
  const ground = await findWebGround(em, member);
  const spec: SiteSpec = {
    slug: member.slug,
    name: await nextName(em),
    content: body.content,
    phpVersion: phpVersionFor(ground, body.content, body.phpVersion),
    domains: sortedOnce(body.domains),
    mainDomain: body.domains[0] ?? '',
    redirects: [],
    isHstsOn: body.isHstsOn,
    protectedFolders: [],
    limitKib: body.limit ?? usualLimitKib,
    isSuspended: false,
    importedCertificate: null,
  };
  const id = randomUUID();
  const edit = { op: 'create', id, memberId: member.id, serverId: ground.serverId, service: 'web' } as const;
  const standsOn = groundsOf(spec.domains, ground);
  return {
    id,
    spec,
    changes: {
      ...noChange,
      edits: [{ ...edit, kind: siteShape.kind, key: siteKey(spec), spec, standsOn }],
      claims: [{ kind: 'site', name: spec.name, resourceId: id }, ...claimsOf(siteShape.kind, spec, id)],
    },
  };
}

/** The change of what is asked; a new login of a protected folder gets its password here, told once. */
export async function editSite(
  em: Transaction,
  row: ResourceRow<SiteSpec>,
  edit: SiteEdit,
  desk: Desk,
): Promise<Edited> {
  const ground = await findWebGround(em, { id: row.member_id });
  const spec = editedSpec(row.spec, edit, ground);
  await refuseUncovered(em, row, spec);
  const folders = newFolderLogins(row.spec, spec);
  const passwords = folders.map(login => ({ login, password: newPassword() }));
  const changes = respec(row, spec);
  if (changes.edits.length === 0) return changes;
  const document: SiteSecret = { certificate: null, passwords };
  return {
    ...changes,
    grounds: [{ resourceId: row.id, on: groundsOf(spec.domains, ground) }],
    ...(passwords.length > 0 && {
      secrets: [onceOnly(desk, row.id, document, combineSiteSecrets)],
      once: { passwords },
    }),
  };
}

function editedSpec(spec: SiteSpec, edit: SiteEdit, ground: WebGround): SiteSpec {
  const domains = sortedOnce([...(edit.domains ?? spec.domains), ...edit.addDomains]).filter(
    name => !edit.removeDomains.includes(name as never),
  );
  const mainDomain = edit.mainDomain ?? (domains.includes(spec.mainDomain) ? spec.mainDomain : (domains[0] ?? ''));
  if (!domains.includes(mainDomain)) throw new Problem('site-main-domain-missing', { value: mainDomain || '—' });
  const content = edit.content ?? spec.content;
  const kept = content === spec.content ? (spec.phpVersion ?? undefined) : undefined;
  return siteShape.parse({
    ...spec,
    domains,
    mainDomain,
    content,
    phpVersion: phpVersionFor(ground, content, edit.phpVersion, kept),
    limitKib: edit.limit ?? spec.limitKib,
    redirects: edit.redirects ?? spec.redirects,
    isHstsOn: edit.isHstsOn ?? spec.isHstsOn,
    protectedFolders: eachOnce(edit.protectedFolders ?? spec.protectedFolders),
    isSuspended: edit.isSuspended ?? spec.isSuspended,
  });
}

/** `/a` and `/a/` are one folder: which of two lists of logins counts, nobody could tell. */
function eachOnce(folders: readonly ProtectedFolder[]): readonly ProtectedFolder[] {
  const known = new Set<string>();
  for (const { path } of folders) {
    const folder = path.replace(/\/$/, '');
    if (known.has(folder)) throw new Problem('site-folder-twice', { value: path });
    known.add(folder);
  }
  return folders;
}

function phpVersionFor(
  { php }: WebGround,
  content: SiteSpec['content'],
  wanted: string | undefined,
  before?: string,
): string | null {
  if (content === 'php') return choosePhp(php, wanted, before);
  if (wanted !== undefined) throw new Problem('site-content-unclear');
  return null;
}

/** What a site's server is given once. */
export interface SiteSecret {
  readonly certificate: { readonly chain: string; readonly key: string } | null;
  readonly passwords: readonly { readonly login: string; readonly password: string }[];
}

/** Two that are on their way at once both arrive: the later word counts for each login and for the certificate. */
export function combineSiteSecrets(earlier: string, later: string): string {
  const [before, after] = [JSON.parse(earlier) as SiteSecret, JSON.parse(later) as SiteSecret];
  const passwords = new Map([...before.passwords, ...after.passwords].map(one => [one.login, one]));
  const combined: SiteSecret = {
    certificate: after.certificate ?? before.certificate,
    passwords: [...passwords.values()],
  };
  return JSON.stringify(combined);
}

function newFolderLogins(before: SiteSpec, after: SiteSpec): string[] {
  const loginsOf = (folders: readonly ProtectedFolder[]): string[] => folders.flatMap(({ logins }) => logins);
  const known = loginsOf(before.protectedFolders);
  return sortedOnce(loginsOf(after.protectedFolders)).filter(login => !known.includes(login));
}

async function nextName(em: Transaction): Promise<string> {
  const found = await findRow<{ n: bigint }>(em, `select nextval('site_number') as n`, []);
  return `w${String(found?.n).padStart(5, '0')}`;
}

interface Facts {
  readonly certificate?: string;
  readonly certificateUntil?: string | null;
  readonly certificateProblem?: string | null;
  readonly certificateWithout?: readonly string[];
  readonly usedKib?: number | null;
}

/** What a site shows of its own: its settings, what its server told last, and what belongs to it. */
export async function showSite(em: Transaction, row: ResourceRow<SiteSpec>): Promise<object> {
  const { slug: _, importedCertificate, ...spec } = row.spec;
  const server = await findRow<{ address: string; facts: Facts | null }>(
    em,
    `select s.address, r.observed->'facts' as facts from resource r join server s on s.id = r.server_id where r.id = $1`,
    [row.id],
  );
  const facts = server?.facts ?? {};
  const belongings = await rows<ResourceRow<{ name: string; login: string; engine: string }>>(
    em,
    `select * from resource where member_id = $1 and kind in ('site-database', 'site-access') and presence = 'present'
     and spec->>'site' = $2 order by key`,
    [row.member_id, spec.name],
  );
  const { versions, isTold } = await findPhpChoice(em, row.server_id);
  const ofKind = (kind: string): typeof belongings => belongings.filter(one => one.kind === kind);
  return {
    ...spec,
    phpVersions: isTold ? versions : null,
    usedKib: facts.usedKib ?? null,
    certificate: {
      isImported: importedCertificate !== null,
      state: facts.certificate ?? null,
      until: facts.certificateUntil ?? null,
      problem: facts.certificateProblem ?? null,
      without: facts.certificateWithout ?? [],
    },
    filesAt: `sftp://${server?.address ?? ''}`,
    databases: ofKind('site-database').map(one => ({
      id: one.id,
      name: one.spec.name,
      engine: one.spec.engine,
      state: stateOf(one),
    })),
    accesses: ofKind('site-access').map(one => ({ id: one.id, login: one.spec.login, state: stateOf(one) })),
  };
}
