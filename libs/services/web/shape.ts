import type { Shape } from '@amie/reconcile';
import { grammars, looserGrammars } from '@amie/values';
import { z } from 'zod';
import { fieldsThatDiffer } from '../fields-that-differ.js';
import { setOf } from '../set-of.js';

const text = (grammar: string) => z.string().regex(new RegExp(grammar));
const slug = text(grammars.memberSlug);
const siteName = text(grammars.siteName);
const path = text(grammars.sitePath);

/** Least storage of a site or a database: below it a filesystem has no room for its own tables. */
export const leastLimitKib = 10_240;
const limitKib = z.int().min(leastLimitKib);

const redirect = z.strictObject({ from: path, to: text(grammars.redirectTarget), isPermanent: z.boolean() });
const protectedFolder = z.strictObject({ path, logins: setOf(text(grammars.folderLogin)) });

/** A web site: one unix user, one home with a hard limit, its own pool or plain files. */
export const siteSpec = z
  .strictObject({
    slug,
    /** Also its unix user and home; generated, never reused. */
    name: siteName,
    content: z.enum(['static', 'php']),
    /** Null exactly when the content is static. */
    phpVersion: text(grammars.phpVersion).nullable(),
    domains: setOf(text(grammars.domainName)).refine(list => list.length > 0 && list.length <= 50),
    /** The one it is known by. */
    mainDomain: text(grammars.domainName),
    redirects: z
      .array(redirect)
      .max(200)
      .transform(list => sortedBy(list, one => one.from)),
    /** Browsers are told never to come without TLS again. */
    isHstsOn: z.boolean(),
    protectedFolders: z
      .array(protectedFolder)
      .max(50)
      .transform(list => sortedBy(list, one => one.path)),
    limitKib,
    /** Answers everybody with a maintenance page. */
    isSuspended: z.boolean(),
    /** SHA-256 of the certificate brought by the member; null when the server gets one itself. */
    importedCertificate: text('^[0-9a-f]{64}$').nullable(),
  })
  .refine(({ content, phpVersion }) => (phpVersion === null) === (content === 'static'))
  .refine(({ domains, mainDomain }) => domains.includes(mainDomain));
export type SiteSpec = z.infer<typeof siteSpec>;
export type Redirect = z.infer<typeof redirect>;
export type ProtectedFolder = z.infer<typeof protectedFolder>;

/** A database of a site, with a user of the same name. */
export const siteDatabaseSpec = z
  .strictObject({
    slug,
    site: siteName,
    name: text(grammars.databaseName),
    engine: z.enum(['mariadb', 'postgresql']),
    limitKib,
  })
  .refine(({ site, name }) => name.startsWith(`${site}_`));
export type SiteDatabaseSpec = z.infer<typeof siteDatabaseSpec>;

/** One person's way to the files of a site: SFTP, no shell. */
export const siteAccessSpec = z
  .strictObject({
    slug,
    site: siteName,
    login: text(grammars.accessLogin),
    /** Public keys, sorted. */
    keys: z
      .array(text(looserGrammars.sshHostKey))
      .max(20)
      .transform(list => [...new Set(list)].sort()),
    hasPassword: z.boolean(),
  })
  .refine(({ site, login }) => login.startsWith(`${site}-`));
export type SiteAccessSpec = z.infer<typeof siteAccessSpec>;

function sortedBy<Item>(list: readonly Item[], by: (item: Item) => string): Item[] {
  return [...new Map(list.map(item => [by(item), item])).values()].sort((one, other) => (by(one) < by(other) ? -1 : 1));
}

const common = { service: 'web', differences: fieldsThatDiffer, isProbed: true } as const;

export const siteShape: Shape<SiteSpec> = {
  ...common,
  kind: 'site',
  parse: input => siteSpec.parse(input),
  identity: ['slug', 'name'],
  // A host name leads to one site, whoever's domain it is below.
  names: ({ domains }) => domains.map(name => ({ kind: 'site-domain', name })),
  label: ({ mainDomain }) => mainDomain,
};
export const siteDatabaseShape: Shape<SiteDatabaseSpec> = {
  ...common,
  kind: 'site-database',
  parse: input => siteDatabaseSpec.parse(input),
  identity: ['slug', 'site', 'name', 'engine'],
};
export const siteAccessShape: Shape<SiteAccessSpec> = {
  ...common,
  kind: 'site-access',
  parse: input => siteAccessSpec.parse(input),
  identity: ['slug', 'site', 'login'],
};

/** A place in a log, as a part of it tells: one of its files, known by its first line, and bytes into it. */
export const logPlace = text('^[0-9a-f]{32}:[0-9]{1,15}$');
/** A place to read on from; `start` is the oldest line that is kept. */
export const logPlaceAfter = z.union([z.literal('start'), logPlace]);

/** What may be asked of a site's server: a part of a log that ends before a place or begins after one, or its end. */
export const logQuestion = z
  .strictObject({
    log: z.enum(['access', 'error']),
    before: logPlace.nullable(),
    after: logPlaceAfter.nullable(),
    maxBytes: z.int().min(1).max(262_144),
  })
  .refine(({ before, after }) => before === null || after === null);
export type LogQuestion = z.infer<typeof logQuestion>;

/** Created in this order, removed in reverse. */
export const webOrder = ['site', 'site-database', 'site-access'] as const;
export type WebKind = (typeof webOrder)[number];

export const siteKey = (spec: Pick<SiteSpec, 'slug' | 'name'>): string => `site/${spec.slug}/${spec.name}`;
export const siteDatabaseKey = (spec: Pick<SiteDatabaseSpec, 'slug' | 'name'>): string =>
  `site-database/${spec.slug}/${spec.name}`;
export const siteAccessKey = (spec: Pick<SiteAccessSpec, 'slug' | 'login'>): string =>
  `site-access/${spec.slug}/${spec.login}`;
