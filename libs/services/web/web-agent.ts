import type { ProbeResult, ServiceError } from '@amie/reconcile';
import { grammars } from '@amie/values';
import { z } from 'zod';
import type { AgentCalls, Dialect, ItemEnd } from '../agent-door.js';
import { meterAnswer } from '../measured.js';
import type { ServiceProblemCode } from '../problem-codes.js';
import { type LogQuestion, type WebKind, webOrder } from './shape.js';

const ok = { ok: z.literal(true), key: z.string().max(80) };
const count = z.int().nonnegative();
const kind = z.enum(webOrder);
const generation = z.string().regex(/^\d{1,19}$/);
const code = z.string().regex(/^[a-z-]{1,40}$/);
const written = z.looseObject({ ...ok, state: z.enum(['present', 'aside', 'missing']) });
const done = z.looseObject(ok);
const looked = z.discriminatedUnion('state', [
  z.looseObject({ ...ok, state: z.literal('missing') }),
  z.looseObject({
    ...ok,
    state: z.enum(['present', 'aside']),
    generation,
    spec: z.record(z.string(), z.unknown()),
    faults: z.array(code).max(50),
    shown: z.record(z.string(), z.unknown()),
  }),
]);
const names = z.looseObject({ items: z.array(z.looseObject({ kind, name: z.string().max(64) })).max(100_000) });
const probed = z.looseObject({
  ...ok,
  outcome: z.enum(['ready', 'full', 'broken', 'unknown']),
  detail: z.string().max(1_000).nullish(),
});
const place = z.string().max(60).nullable();
const logged = z.looseObject({
  ...ok,
  text: z.string().max(300_000),
  from: count,
  size: count,
  before: place,
  after: place,
});
const server = z.looseObject({ phpVersions: z.array(z.string().regex(new RegExp(grammars.phpVersion))).max(20) });
const used = z.looseObject({ slug: z.string().max(64), name: z.string().max(64), usedKib: count.nullable() });
const bytesByDay = z.record(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), z.string().regex(/^\d{1,18}$/));
const meters = meterAnswer.extend({ sites: z.array(used.extend({ bytesByDay })), databases: z.array(used) });

/** A thing of this service on its server. */
export interface WebThing {
  readonly kind: WebKind;
  readonly name: string;
}
export type Look = Extract<z.output<typeof looked>, { state: 'present' | 'aside' }>;
export type WebMeters = z.output<typeof meters>;

/** A part of a log: where it begins in its file and how long that is, in bytes, and the places that join it, null at an end. */
export interface LogPart {
  readonly text: string;
  readonly from: number;
  readonly size: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** One thing as it is to be, with the secret that goes there once. */
export interface Put extends WebThing {
  readonly generation: bigint;
  readonly spec: object;
  readonly secret: unknown;
}

const own = (problem: ServiceProblemCode, isTerminal = false) => ({ code: problem, isTerminal });

/** How agents of this service speak; what only a person can mend is not tried again by itself. */
export const webDialect: Dialect = {
  lane: 'web',
  meanings: {
    'config-refused': own('site-config-refused', true),
    'secret-needed': own('site-secret-needed', true),
    taken: own('site-name-taken', true),
    busy: own('site-in-use'),
    'not-found': own('site-missing'),
    full: own('site-server-full'),
    gone: own('site-log-gone', true),
    'no-php': own('site-php-missing', true),
  },
};

/** A hundred sites are made and checked within half a minute; a crowd of them must not look like a lost agent. */
const millisecondsPerItem = 2_000;
const waitFor = (items: readonly unknown[]): number => 60_000 + items.length * millisecondsPerItem;

/** After weeks without one, a reading goes through all logs that are kept. */
const metersMilliseconds = 900_000;

/** The verbs of the agent on a web server. */
export class WebAgent {
  constructor(private readonly calls: AgentCalls) {}

  /** Which versions of PHP there are. */
  async server(): Promise<{ readonly phpVersions: readonly string[] }> {
    const { phpVersions } = await this.calls.tell('web.server', server);
    return { phpVersions };
  }

  /** Everything there is of this service, what nobody claims included. */
  async names(): Promise<readonly WebThing[]> {
    return (await this.calls.tell('web.names', names)).items;
  }

  /** What is there of these, by `<kind>/<name>`. */
  async look(things: readonly WebThing[]): Promise<ReadonlyMap<string, Look>> {
    const found = await this.calls.read('web.look', things.map(itemOf), looked);
    return new Map(found.flatMap(one => (one.state === 'missing' ? [] : [[one.key, one] as const])));
  }

  /** Makes things so; what needs a reload takes effect with `commit`. */
  async put(puts: readonly Put[]): Promise<ItemEnd<unknown>[]> {
    const items = puts.map(put => ({ ...fencedItem(put), spec: put.spec, secret: put.secret }));
    return this.calls.writeEach('web.put', items, written, waitFor(items));
  }

  /** Validates, swaps and reloads once for all; returns those that were put back, and why. */
  async commit(things: readonly Fenced[]): Promise<ReadonlyMap<string, ServiceError>> {
    const ends = await this.calls.writeEach('web.commit', things.map(fencedItem), done, waitFor(things));
    return new Map(
      ends.flatMap((end, place) => ('refusal' in end ? [[agentKey(things[place] as Fenced), end.refusal]] : [])),
    );
  }

  async setAside(things: readonly Fenced[]): Promise<ItemEnd<unknown>[]> {
    return this.calls.writeEach('web.set-aside', things.map(fencedItem), written, waitFor(things));
  }

  /** Erases for ever what was set aside. */
  async purge(things: readonly Fenced[]): Promise<ItemEnd<unknown>[]> {
    return this.calls.writeEach('web.purge', things.map(fencedItem), written, waitFor(things));
  }

  async probe(things: readonly WebThing[]): Promise<ReadonlyMap<string, ProbeResult>> {
    const answers = await this.calls.read('web.probe', things.map(itemOf), probed, waitFor(things));
    return new Map(answers.map(({ key, outcome, detail }) => [key, resultOf(outcome, detail ?? '')]));
  }

  async log(name: string, question: LogQuestion): Promise<LogPart> {
    const [part] = await this.calls.read('web.logs', [{ name, ...question }], logged);
    if (!part) return { text: '', from: 0, size: 0, before: null, after: null };
    const { text, from, size, before, after } = part;
    return { text, from, size, before, after };
  }

  async meters(): Promise<WebMeters> {
    return this.calls.tell('web.meters', meters, metersMilliseconds);
  }

  lastEpoch(): Promise<bigint | undefined> {
    return this.calls.lastEpoch();
  }
}

/** A thing with the generation its change belongs to. */
export interface Fenced extends WebThing {
  readonly generation: bigint;
}

/** How the agent calls a thing. */
export const agentKey = ({ kind: ofKind, name }: WebThing): string => `${ofKind}/${name}`;

const itemOf = ({ kind: ofKind, name }: WebThing): object => ({ kind: ofKind, name });
const fencedItem = (thing: Fenced): object => ({ ...itemOf(thing), generation: `${thing.generation}` });

function resultOf(outcome: ProbeResult['outcome'], detail: string): ProbeResult {
  if (outcome === 'ready' || outcome === 'full') return { outcome };
  return { outcome, detail, code: outcome === 'broken' ? 'site-broken' : 'site-unknown' };
}
