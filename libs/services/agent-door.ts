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
import type { ServiceProblemCode } from './problem-codes.js';

/** What a service needs of a connection to an agent. */
export interface AgentLine {
  call(verb: string, request: AgentRequest, wait?: AgentWait): Promise<AgentAnswer>;
}

/** Where agents are reached: `Connections`, or a fake of it. */
export interface AgentDoor {
  agent(server: Pick<Server, 'name' | 'address' | 'hostKey'>): Promise<Disposable & { readonly connection: AgentLine }>;
}

/** What a code of one service's items means; `isTerminal` when a person must edit something first. */
export interface Meaning {
  readonly code: ServiceProblemCode;
  readonly isTerminal?: boolean;
}
export type Meanings = Readonly<Record<string, Meaning>>;

/** Whose lane a session's writes are fenced by, and what the service's own refusals mean. */
export interface Dialect {
  readonly lane: string;
  readonly meanings: Meanings;
}

/** What became of one item that was written. */
export type ItemEnd<Item> =
  | { readonly key: string; readonly item: Item }
  | { readonly key: string; readonly refusal: ServiceError };

/** The most items an agent takes in one request. */
const itemsPerCall = 1_000;
/** A line of an agent's input ends at 1 MiB. */
const bytesPerCall = 768 << 10;

const refusedItem = z.looseObject({
  key: z.string().nullable().optional(),
  ok: z.literal(false),
  code: z.string().max(40).optional(),
  detail: z.string().max(1_000).optional(),
});
type RefusedItem = z.output<typeof refusedItem>;

/** One agent as one session uses it: requests in, parsed items out, refusals as what they mean. */
export class AgentCalls {
  constructor(
    private readonly line: AgentLine,
    private readonly lease: Lease,
    private readonly wait: Wait,
    private readonly dialect: Dialect,
  ) {}

  /** Writes; throws the first refusal of an item. */
  async write<Item extends z.ZodType>(verb: string, items: readonly object[], shape: Item): Promise<z.output<Item>[]> {
    const ends = await this.writeEach(verb, items, shape);
    return ends.map(end => {
      if ('refusal' in end) throw end.refusal;
      return end.item;
    });
  }

  /** Writes each, one refused leaving the others done; answers in the order asked. */
  async writeEach<Item extends z.ZodType>(
    verb: string,
    items: readonly object[],
    shape: Item,
    timeoutMs?: number,
  ): Promise<ItemEnd<z.output<Item>>[]> {
    const { epoch, signal } = this.lease;
    const ends: ItemEnd<z.output<Item>>[] = [];
    for (const some of inCalls(items)) {
      const asked = this.line.call(verb, { lane: this.dialect.lane, epoch, items: some }, { signal, timeoutMs });
      const list = listOf(await this.wait(asked));
      if (list.length !== some.length)
        throw new RetriableError('agent-unreadable', `${verb} answered ${list.length} of ${some.length}`);
      ends.push(...list.map(item => this.endOf(verb, shape, item)));
    }
    return ends;
  }

  /** Reads the items asked for, or everything; what is not there is left out, any other refusal is thrown. */
  async read<Item extends z.ZodType>(
    verb: string,
    items: readonly object[] | undefined,
    shape: Item,
    timeoutMs?: number,
  ): Promise<z.output<Item>[]> {
    if (items?.length === 0) return [];
    const answers: z.output<Item>[] = [];
    for (const some of items ? inCalls(items) : [undefined]) {
      const list = listOf(await this.ask(verb, some, timeoutMs));
      if (some && list.length !== some.length)
        throw new IncompleteReadError(`${verb} answered ${list.length} of ${some.length}`);
      const ends = list.filter(item => !isMissing(item)).map(item => this.endOf(verb, shape, item));
      for (const end of ends) {
        if ('refusal' in end) throw end.refusal;
        answers.push(end.item);
      }
    }
    return answers;
  }

  /** Reads what the agent says as a whole. */
  async tell<Shape extends z.ZodType>(verb: string, shape: Shape, timeoutMs?: number): Promise<z.output<Shape>> {
    return parsedBy(shape, await this.ask(verb, undefined, timeoutMs));
  }

  /** Highest epoch the server has seen of this lane. */
  async lastEpoch(): Promise<bigint | undefined> {
    const hello = z.looseObject({ epochs: z.record(z.string(), z.string().regex(/^\d{1,19}$/)) });
    const text = (await this.tell('agent.hello', hello)).epochs[this.dialect.lane];
    return text === undefined ? undefined : BigInt(text);
  }

  private ask(verb: string, items: readonly object[] | undefined, timeoutMs?: number): Promise<AgentAnswer> {
    return this.wait(this.line.call(verb, { items }, { signal: this.lease.signal, timeoutMs }));
  }

  private endOf<Item extends z.ZodType>(verb: string, shape: Item, item: unknown): ItemEnd<z.output<Item>> {
    const refused = refusedItem.safeParse(item);
    if (refused.success) return { key: refused.data.key ?? '', refusal: this.meaningOf(verb, refused.data) };
    return { key: keyOf(item), item: parsedBy(shape, item) };
  }

  private meaningOf(verb: string, { code = 'failed', detail = '' }: RefusedItem): ServiceError {
    if (code === 'stale-generation') return new StaleGenerationError(`${verb}: ${detail}`);
    const { meanings } = this.dialect;
    const ours = Object.hasOwn(meanings, code) ? meanings[code] : undefined;
    if (!ours) return refusal(verb, { code, detail });
    const failure = ours.isTerminal ? TerminalError : RetriableError;
    return new failure(ours.code, `${verb}: ${detail}`);
  }
}

/** As many items as a request may hold, by count and by the length of its line. */
function* inCalls(items: readonly object[]): Generator<readonly object[]> {
  let some: object[] = [];
  let length = 0;
  for (const item of items) {
    const own = Buffer.byteLength(JSON.stringify(item));
    if (some.length === itemsPerCall || (some.length > 0 && length + own > bytesPerCall)) {
      yield some;
      [some, length] = [[], 0];
    }
    some.push(item);
    length += own;
  }
  if (some.length > 0) yield some;
}

const listOf = (answer: AgentAnswer): readonly unknown[] =>
  parsedBy(z.looseObject({ items: z.array(z.unknown()) }), answer).items;

const keyOf = (item: unknown): string => {
  const { key } = (item ?? {}) as { key?: unknown };
  return typeof key === 'string' ? key : '';
};

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
