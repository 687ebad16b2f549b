import { IncompleteReadError, type Lease, TerminalError } from '@amie/reconcile';
import { type AgentAnswer, type AgentConnection, refusal, type Wait } from '@amie/servers';
import { grammars } from '@amie/values';
import { z } from 'zod';
import { meterAnswer } from '../measured.js';

/** Where a mail store is on its server; `both` is a fault that only a person can resolve. */
export type StoreState = 'open' | 'aside' | 'missing' | 'both';

const storeState = z.enum(['open', 'aside', 'missing', 'both']);
const storeItem = z.looseObject({ key: z.string(), ok: z.literal(true), state: storeState });
const itemResult = z.looseObject({
  key: z.string().nullable(),
  ok: z.boolean(),
  code: z.string().optional(),
  detail: z.string().optional(),
});
const foundItem = z.looseObject({
  key: z.string().nullable(),
  ok: z.boolean(),
  found: z.boolean().optional(),
  code: z.string().optional(),
});
const targetsItem = z.looseObject({ key: z.string(), ok: z.literal(true), targets: z.array(z.string()) });
const acceptedItem = z.looseObject({ key: z.string(), ok: z.literal(true), accepted: z.boolean() });
const count = z.int().nonnegative();
const asideItem = z.looseObject({ key: z.string().nullable(), ok: z.boolean(), usedKib: count.optional() });
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
const metersAnswer = meterAnswer.extend({
  domains: z.record(z.string(), z.looseObject({ usedKib: count, boxes: count })),
  sent: z.record(day, z.record(z.string(), count)),
});
export type MailMeters = z.output<typeof metersAnswer>;
const epochsAnswer = z.looseObject({ epochs: z.record(z.string(), z.string().regex(/^\d{1,19}$/)) });
const ticketAnswer = z.looseObject({ secret: z.string().regex(/^[0-9a-f]{32}$/) });

/** The most items the agent takes in one request. */
const itemsPerCall = 1_000;
/** A reading makes Dovecot open each mailbox; the first one, each message. */
const metersMilliseconds = 1_900_000;
const isStoreName = (store: string): boolean => new RegExp(grammars.uid).test(store);

/** The verbs of the agent on a mail server. Those that write carry the lane and the epoch of the lease. */
export class MailAgent {
  constructor(
    private readonly agent: AgentConnection,
    private readonly lease: Lease,
    private readonly wait: Wait,
  ) {}

  async storeStates(stores: readonly string[]): Promise<ReadonlyMap<string, StoreState>> {
    const items = await this.ask(
      'mail.stores',
      stores.map(store => ({ store })),
      storeItem,
    );
    return new Map(items.map(item => [item.key, item.state]));
  }

  async setAside(store: string): Promise<void> {
    await this.write('mail.set-aside', [{ store }]);
  }

  async restore(store: string): Promise<void> {
    await this.write('mail.restore', [{ store }]);
  }

  /** Erases a store that was set aside, for ever. */
  async purge(store: string): Promise<void> {
    await this.write('mail.purge', [{ store }]);
  }

  /** Forgets cached passwords and ends open connections of these sign-in names. */
  async endSignIns(logins: readonly string[]): Promise<void> {
    if (logins.length > 0)
      await this.write(
        'mail.end-sign-ins',
        logins.map(login => ({ login })),
      );
  }

  /** A secret good for at least five minutes. */
  async probeTicket(): Promise<string> {
    return parseAnswer(ticketAnswer, await this.call('mail.probe-ticket')).secret;
  }

  /** Whether the probe reached each of these mailboxes, waiting for it; `missing` when there is no such mailbox. */
  async readProbes(
    logins: readonly string[],
    token: string,
    timeoutMs: number,
  ): Promise<ReadonlyMap<string, 'read' | 'late' | 'missing' | 'failed'>> {
    const items = logins.map(login => ({ login, token, timeoutMs }));
    const answers = await this.ask(
      'mail.probe-read',
      items,
      foundItem,
      30_000 + timeoutMs * Math.ceil(logins.length / 8),
    );
    return new Map(
      answers.map(({ key, found, code }, i) => [
        key ?? logins[i] ?? '',
        found ? 'read' : found === false ? 'late' : code === 'not-found' ? 'missing' : 'failed',
      ]),
    );
  }

  /** Where mail to each address ends; nowhere when it is refused. */
  async resolve(addresses: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const items = await this.ask(
      'mail.resolve',
      addresses.map(address => ({ address })),
      targetsItem,
    );
    return new Map(items.map(item => [item.key, item.targets]));
  }

  /** Whether mail for each domain is accepted. */
  async accepts(domains: readonly string[]): Promise<ReadonlyMap<string, boolean>> {
    const items = await this.ask(
      'mail.accepts',
      domains.map(domain => ({ domain })),
      acceptedItem,
    );
    return new Map(items.map(item => [item.key, item.accepted]));
  }

  /** Storage by domain and messages sent by day, of every mailbox in use that the server can read. */
  async meters(): Promise<MailMeters> {
    return parseAnswer(metersAnswer, await this.call('mail.meters', undefined, metersMilliseconds));
  }

  /** KiB in the stores that are set aside; one that cannot be told is left out. */
  async asideKib(stores: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const items = stores.filter(isStoreName).map(store => ({ store }));
    const answers = await this.ask('mail.aside-sizes', items, asideItem, metersMilliseconds);
    return new Map(
      answers.flatMap(({ key, usedKib }) => (key === null || usedKib === undefined ? [] : [[key, BigInt(usedKib)]])),
    );
  }

  /** Highest epoch the server has seen of this lane. */
  async lastEpoch(): Promise<bigint | undefined> {
    const { epochs } = parseAnswer(epochsAnswer, await this.call('agent.hello'));
    const text = epochs[this.lease.lane.service];
    return text === undefined ? undefined : BigInt(text);
  }

  private async write(verb: string, items: readonly object[]): Promise<void> {
    for (const some of inCalls(items)) {
      const { lane, epoch } = this.lease;
      const answer = await this.wait(this.agent.call(verb, { lane: lane.service, epoch, items: some }, this.lease));
      const refused = itemsOf(itemResult, answer).find(item => !item.ok);
      if (refused) throw refusal(verb, { code: refused.code, detail: refused.detail });
    }
  }

  private async ask<Item extends z.ZodType>(
    verb: string,
    items: readonly object[],
    shape: Item,
    timeoutMs?: number,
  ): Promise<z.output<Item>[]> {
    const all: z.output<Item>[] = [];
    for (const some of inCalls(items)) all.push(...itemsOf(shape, await this.call(verb, some, timeoutMs)));
    if (all.length !== items.length) throw new IncompleteReadError(`${verb} answered ${all.length} of ${items.length}`);
    return all;
  }

  private call(verb: string, items?: readonly object[], timeoutMs?: number): Promise<AgentAnswer> {
    return this.wait(this.agent.call(verb, { items }, { signal: this.lease.signal, timeoutMs }));
  }
}

function* inCalls(items: readonly object[]): Generator<readonly object[]> {
  for (let from = 0; from < items.length; from += itemsPerCall) yield items.slice(from, from + itemsPerCall);
}

function itemsOf<Item extends z.ZodType>(shape: Item, answer: AgentAnswer): z.output<Item>[] {
  return parseAnswer(z.looseObject({ items: z.array(shape) }), answer).items as z.output<Item>[];
}

/** The agent is another version, or somebody else: nothing it says is used. */
function parseAnswer<Shape extends z.ZodType>(shape: Shape, answer: AgentAnswer): z.output<Shape> {
  const parsed = shape.safeParse(answer);
  if (!parsed.success) throw new TerminalError('agent-unreadable', 'the answer is not of this version');
  return parsed.data;
}
