import type { Desired, Kind } from '@amie/reconcile';
import type { SiteAccessSpec, SiteDatabaseSpec, SiteSpec } from '@amie/services/resources';
import { newAccess, newDatabase, newSite, someKey } from './sites.js';

/** The n-th thing of a kind; databases and accesses belong to the site named. */
export function makeWeb(slug: string, site: string, kind: Kind, n: number): Desired {
  const first = Number(site.slice(1));
  if (kind === 'site') return newSite(slug, `w${String(first + n).padStart(5, '0')}`);
  return kind === 'site-database' ? newDatabase(slug, site, `d${n}`) : newAccess(slug, site, `a${n}`);
}

/** The same thing, one generation on, with another setting. */
export function editWeb(desired: Desired): Desired {
  const { spec, generation, kind } = desired as Desired<SiteSpec & SiteDatabaseSpec & SiteAccessSpec>;
  const changes: Record<Kind, object> = {
    site: {
      limitKib: spec.limitKib + 1024,
      redirects: [...(spec.redirects ?? []), { from: `/old${generation}`, to: '/', isPermanent: true }],
    },
    'site-database': { limitKib: spec.limitKib + 1024 },
    'site-access': { keys: [...(spec.keys ?? []), someKey(Number(generation))].sort() },
  };
  return { ...desired, generation: generation + 1n, spec: { ...spec, ...changes[kind] } };
}
