import type { Desired } from '@amie/reconcile';
import {
  siteAccessKey,
  type SiteAccessSpec,
  siteDatabaseKey,
  type SiteDatabaseSpec,
  siteKey,
  type SiteSpec,
} from '@amie/services/resources';
import { Secret } from '@amie/values';
import { newDesired } from '../../factories/desired.js';

const wanted = <Spec>(kind: string, key: string, spec: Spec, more: Partial<Desired> = {}): Desired<Spec> =>
  newDesired({ id: `id of ${key}`, kind, key, spec, ...more }) as Desired<Spec>;

/** A site of plain files, at one domain of its own. */
export function newSite(slug: string, name: string, changes: Partial<SiteSpec> = {}): Desired<SiteSpec> {
  const domain = `${name}.${slug}.test`;
  const spec: SiteSpec = {
    slug,
    name,
    content: 'static',
    phpVersion: null,
    domains: [domain],
    mainDomain: domain,
    redirects: [],
    isHstsOn: false,
    protectedFolders: [],
    limitKib: 102_400,
    isSuspended: false,
    importedCertificate: null,
    ...changes,
  };
  return wanted('site', siteKey(spec), spec);
}

export function newDatabase(
  slug: string,
  site: string,
  name: string,
  changes: Partial<SiteDatabaseSpec> = {},
): Desired<SiteDatabaseSpec> {
  const spec: SiteDatabaseSpec = {
    slug,
    site,
    name: `${site}_${name}`,
    engine: 'mariadb',
    limitKib: 51_200,
    ...changes,
  };
  return wanted('site-database', siteDatabaseKey(spec), spec, { secret: onceOnly });
}

export function newAccess(
  slug: string,
  site: string,
  name: string,
  changes: Partial<SiteAccessSpec> = {},
): Desired<SiteAccessSpec> {
  const spec: SiteAccessSpec = { slug, site, login: `${site}-${name}`, keys: [], hasPassword: true, ...changes };
  return wanted('site-access', siteAccessKey(spec), spec, { secret: onceOnly });
}

/** A generated password, as the API makes them. */
export const onceOnly = new Secret(JSON.stringify({ password: 'obviously0only0for0tests' }));

/** A key that nobody holds the private half of. */
export function someKey(n: number): string {
  const type = 'ssh-ed25519';
  const fields = [Buffer.from(type), Buffer.alloc(32, n)];
  const blob = fields.flatMap(bytes => [Buffer.from([0, 0, 0, bytes.length]), bytes]);
  return `${type} ${Buffer.concat(blob).toString('base64')}`;
}
