import type { Desired, Found, Key } from '@amie/reconcile';
import { grammars } from '@amie/values';
import { valueRefused } from '../refused.js';
import { partsOf } from '../resource-key.js';
import {
  siteAccessKey,
  type SiteAccessSpec,
  siteAccessSpec,
  siteDatabaseKey,
  type SiteDatabaseSpec,
  siteDatabaseSpec,
  siteKey,
  type SiteSpec,
  siteSpec,
  type WebKind,
  webOrder,
} from './shape.js';
import type { Look, Put, WebThing } from './web-agent.js';

interface Keyed extends WebThing {
  readonly key: Key;
}

const nameGrammars: Readonly<Record<WebKind, RegExp>> = {
  site: new RegExp(grammars.siteName),
  'site-database': new RegExp(grammars.databaseName),
  'site-access': new RegExp(grammars.accessLogin),
};
const isSlug = new RegExp(grammars.memberSlug);
const isWebKind = (kind: string): kind is WebKind => webOrder.includes(kind as WebKind);

/** The thing a key names; undefined when its parts can be nothing of ours: it is not there, its change will be refused. */
export function thingOfKey(key: Key): Keyed | undefined {
  const { kind, name } = partsOf(key);
  return isWebKind(kind) && nameGrammars[kind].test(name) ? { kind, name, key } : undefined;
}

export const thingOf = ({ key }: Pick<Desired, 'key'>): Keyed | undefined => thingOfKey(key);

/** What the agent is to make, its spec parsed once more; throws `value-refused` before anything is sent. */
export function putOf({ key, kind, generation, spec, secret }: Desired): Put {
  const thing = thingOfKey(key);
  if (!thing || thing.kind !== kind) throw valueRefused('key', key);
  const parsed = parsedSpec(thing.kind, key, spec);
  // A key and a spec that name two different things would write one over the other.
  if (parsed.key !== key) throw valueRefused('key', key);
  return { kind: thing.kind, name: thing.name, generation, spec: parsed.spec, secret: secret?.use(readSecret) ?? null };
}

function parsedSpec(kind: WebKind, key: Key, spec: unknown): { key: Key; spec: object } {
  try {
    return parsers[kind](spec);
  } catch {
    // The parser's own message may repeat the value.
    throw valueRefused('spec of', key);
  }
}

const parsers: Readonly<Record<WebKind, (spec: unknown) => { key: Key; spec: object }>> = {
  site: input => keyed<SiteSpec>(siteSpec.parse(input), siteKey),
  'site-database': input => keyed<SiteDatabaseSpec>(siteDatabaseSpec.parse(input), siteDatabaseKey),
  'site-access': input => keyed<SiteAccessSpec>(siteAccessSpec.parse(input), siteAccessKey),
};

const keyed = <Spec extends object>(spec: Spec, keyOf: (spec: Spec) => Key): { key: Key; spec: Spec } => ({
  key: keyOf(spec),
  spec,
});

const readSecret = (text: string): unknown => JSON.parse(text);

/**
 * A thing as the server shows it. What has lost its own record is shown under the key it was asked by, else under a key
 * of nobody. A world that is not as the record says differs from anything desired.
 */
export function foundOf({ key, state, generation, spec, faults, shown }: Look, askedBy?: Key): Found {
  const [kind = '', name = ''] = key.split('/');
  const { slug } = spec;
  const isRecorded = typeof slug === 'string' && isSlug.test(slug);
  return {
    kind,
    key: isRecorded ? `${kind}/${slug}/${name}` : (askedBy ?? `${kind}:${name}`),
    presence: state,
    generation: BigInt(generation),
    spec: faults.length > 0 && state === 'present' ? { ...spec, faults } : spec,
    facts: shown,
  };
}
