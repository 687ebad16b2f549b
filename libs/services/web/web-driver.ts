import type {
  Change,
  Desired,
  Key,
  Measurement,
  Observed,
  ProbeResult,
  Reading,
  Refusals,
  ServiceDriver,
  ServiceSession,
} from '@amie/reconcile';
import { untilAborted } from '@amie/servers';
import { AgentCalls, type AgentDoor } from '../agent-door.js';
import { Gathered } from '../gathered.js';
import { amountOf, countedByMember, sourceOf } from '../measured.js';
import { valueRefused } from '../refused.js';
import { agentKey, type Fenced, type LogPart, type Put, WebAgent, webDialect } from './web-agent.js';
import { foundOf, putOf, thingOf, thingOfKey } from './web-things.js';
import { logQuestion, siteKey, webOrder } from './shape.js';

/** Makes sites, their databases and their accesses so, all through the agent of the web server. */
export function webDriver(connections: AgentDoor): ServiceDriver {
  return {
    service: 'web',
    order: webOrder,
    connect: async (server, lease) => {
      const borrowed = await connections.agent(server);
      const calls = new AgentCalls(borrowed.connection, lease, untilAborted(lease.signal), webDialect);
      return new WebSession(new WebAgent(calls), borrowed);
    },
  };
}

class WebSession implements ServiceSession {
  /** All of a batch at once: the agent takes them in one request. */
  readonly width = 200;
  /** A commit is a reload of nginx. */
  readonly isCommitCostly = true;
  private readonly puts: Gathered<Put>;
  private readonly asides: Gathered<Fenced>;
  private readonly purges: Gathered<Fenced>;

  constructor(
    private readonly agent: WebAgent,
    private readonly borrowed: Disposable,
  ) {
    this.puts = new Gathered(async items => refusalsOf(await agent.put(items)));
    this.asides = new Gathered(async items => refusalsOf(await agent.setAside(items)));
    this.purges = new Gathered(async items => refusalsOf(await agent.purge(items)));
  }

  facts(): Promise<{ readonly phpVersions: readonly string[] }> {
    return this.agent.server();
  }

  async observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    if (keys === 'all') {
      const seen = await this.agent.look(await this.agent.names());
      return new Map([...seen.values()].map(one => foundOf(one)).map(one => [one.key, one]));
    }
    const asked = [...keys].flatMap(key => thingOfKey(key) ?? []);
    const seen = await this.agent.look(asked);
    const found = asked.flatMap(thing => {
      const one = seen.get(agentKey(thing));
      return one ? [foundOf(one, thing.key)] : [];
    });
    // A name that the server holds for another member is not the thing asked for.
    return new Map(found.filter(one => keys.has(one.key)).map(one => [one.key, one]));
  }

  async apply(change: Change): Promise<void> {
    switch (change.action) {
      case 'create':
      case 'update':
      case 'restore':
        return this.puts.add(putOf(change.desired));
      case 'set-aside':
        return this.asides.add(fencedOf(change.desired));
      case 'purge':
        return this.purges.add(fencedOf(change.desired));
    }
  }

  /** Databases and accesses need none: what they are made of takes effect at once. */
  async commit(changes: readonly Change[]): Promise<Refusals> {
    const sites = changes.filter(({ desired }) => desired.kind === 'site' && desired.presence === 'present');
    if (sites.length === 0) return new Map();
    const things = sites.map(({ desired }) => fencedOf(desired));
    const refusals = await this.agent.commit(things);
    const keys = new Map(sites.map(({ desired }, place) => [agentKey(things[place] as Fenced), desired.key]));
    return new Map([...refusals].flatMap(([name, why]) => (keys.has(name) ? [[keys.get(name) as Key, why]] : [])));
  }

  async probe(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    const results = await this.agent.probe(wanted.map(fencedOf));
    const missing: ProbeResult = { outcome: 'broken', code: 'site-missing', detail: 'it is not there' };
    return new Map(wanted.map(one => [one.key, results.get(agentKey(fencedOf(one))) ?? missing]));
  }

  /** The end of a log, or what comes before or after a place in it. */
  async read(key: Key, ask: unknown): Promise<LogPart> {
    const thing = thingOfKey(key);
    const asked = logQuestion.safeParse(ask);
    if (thing?.kind !== 'site' || !asked.success) throw valueRefused('question about', key);
    return this.agent.log(thing.name, asked.data);
  }

  async measure(): Promise<Measurement> {
    const answer = await this.agent.meters();
    const { sites, databases } = answer;
    const readings: Reading[] = [];
    for (const { slug, name, usedKib, bytesByDay } of sites) {
      const key = siteKey({ slug, name });
      readings.push({ meter: 'web.storage', key, value: amountOf(usedKib) });
      for (const [day, bytes] of Object.entries(bytesByDay))
        readings.push({ meter: 'web.bytes', key, value: BigInt(bytes), day });
    }
    for (const { slug, name, usedKib } of databases)
      readings.push({ meter: 'db.size', key: `site-database/${slug}/${name}`, value: amountOf(usedKib) });
    readings.push(...countedByMember('web.sites', sites));
    return { readings, ...sourceOf(answer, 'web.storage') };
  }

  lastEpoch(): Promise<bigint | undefined> {
    return this.agent.lastEpoch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.borrowed[Symbol.dispose]();
  }
}

function fencedOf(desired: Desired): Fenced {
  const thing = thingOf(desired);
  if (!thing) throw valueRefused('key', desired.key);
  return { kind: thing.kind, name: thing.name, generation: desired.generation };
}

const refusalsOf = (ends: readonly object[]): readonly (Error | undefined)[] =>
  ends.map(end => ('refusal' in end ? (end.refusal as Error) : undefined));
