import { type AgentAnswer, type AgentRequest, type AgentWait, refusal, type Wait } from '@amie/servers';
import {
  IncompleteReadError,
  type Lease,
  RetriableError,
  type Server,
  type ServiceError,
  StaleGenerationError,
  TerminalError,
} from '@amie/reconcile';
import { z } from 'zod';
import type { ServiceProblemCode } from '../problem-codes.js';

/** What this service needs of a connection to an agent. */
export interface AgentLine {
  call(verb: string, request: AgentRequest, wait?: AgentWait): Promise<AgentAnswer>;
}

/** Where agents are reached: `Connections`, or a fake of it. */
export interface AgentDoor {
  agent(server: Pick<Server, 'name' | 'address' | 'hostKey'>): Promise<Disposable & { readonly connection: AgentLine }>;
}

/** The most items an agent takes in one request. */
const itemsPerCall = 1_000;

const refusedItem = z.looseObject({
  key: z.string().nullable().optional(),
  ok: z.literal(false),
  code: z.string().max(40).optional(),
  detail: z.string().max(1_000).optional(),
});

/** One agent as one session uses it: requests in, parsed items out, refusals thrown as what they mean. */
export class AgentCalls {
  constructor(
    private readonly line: AgentLine,
    private readonly lease: Lease,
    private readonly wait: Wait,
    /** What the writes of this session are fenced by on that server. */
    private readonly lane: string,
  ) {}

  /** Writes; throws the first refusal of an item. */
  async write<Item extends z.ZodType>(verb: string, items: readonly object[], shape: Item): Promise<z.output<Item>[]> {
    const { epoch } = this.lease;
    const answers: z.output<Item>[] = [];
    for (const some of inCalls(items)) {
      const answer = await this.wait(this.line.call(verb, { lane: this.lane, epoch, items: some }, this.lease));
      answers.push(...itemsOf(verb, shape, answer));
    }
    return answers;
  }

  /** Reads the items asked for, or everything; a refused item is left out unless `isStrict`. */
  async read<Item extends z.ZodType>(
    verb: string,
    items: readonly object[] | undefined,
    shape: Item,
    timeoutMs?: number,
  ): Promise<z.output<Item>[]> {
    if (items?.length === 0) return [];
    const answers: z.output<Item>[] = [];
    for (const some of items ? inCalls(items) : [undefined]) {
      const asked = this.line.call(verb, { items: some }, { signal: this.lease.signal, timeoutMs });
      const list = listOf(await this.wait(asked));
      if (some && list.length !== some.length)
        throw new IncompleteReadError(`${verb} answered ${list.length} of ${some.length}`);
      const known = list.filter(item => !isMissing(item));
      answers.push(...parsedItems(verb, shape, known));
    }
    return answers;
  }

  /** Highest epoch the server has seen of this lane. */
  async lastEpoch(): Promise<bigint | undefined> {
    const hello = z.looseObject({ epochs: z.record(z.string(), z.string().regex(/^\d{1,19}$/)) });
    const answer = await this.wait(this.line.call('agent.hello', {}, { signal: this.lease.signal }));
    const text = parsedBy(hello, answer).epochs[this.lane];
    return text === undefined ? undefined : BigInt(text);
  }
}

function* inCalls(items: readonly object[]): Generator<readonly object[]> {
  for (let from = 0; from < items.length; from += itemsPerCall) yield items.slice(from, from + itemsPerCall);
}

const listOf = (answer: AgentAnswer): readonly unknown[] =>
  parsedBy(z.looseObject({ items: z.array(z.unknown()) }), answer).items;

function itemsOf<Item extends z.ZodType>(verb: string, shape: Item, answer: AgentAnswer): z.output<Item>[] {
  return parsedItems(verb, shape, listOf(answer));
}

function parsedItems<Item extends z.ZodType>(verb: string, shape: Item, items: readonly unknown[]): z.output<Item>[] {
  return items.map(item => {
    const refused = refusedItem.safeParse(item);
    if (refused.success) throw meaningOf(verb, refused.data);
    return parsedBy(shape, item);
  });
}

const isMissing = (item: unknown): boolean => {
  const refused = refusedItem.safeParse(item);
  return refused.success && refused.data.code === 'not-found';
};

/** The agent is another version, or somebody else: nothing it says is used. */
function parsedBy<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.output<Shape> {
  const parsed = shape.safeParse(answer);
  if (!parsed.success) throw new TerminalError('agent-unreadable', 'the answer is not of this version');
  return parsed.data;
}

const waits: Readonly<Record<string, ServiceProblemCode>> = {
  'not-yet': 'backup-not-yet',
  'in-use': 'backup-in-use',
  taken: 'backup-name-taken',
};

function meaningOf(verb: string, { code = 'failed', detail = '' }: z.output<typeof refusedItem>): ServiceError {
  if (code === 'stale-generation') return new StaleGenerationError(`${verb}: ${detail}`);
  const ours = Object.hasOwn(waits, code) ? waits[code] : undefined;
  return ours ? new RetriableError(ours, `${verb}: ${detail}`) : refusal(verb, { code, detail });
}
