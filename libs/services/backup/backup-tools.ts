import { type Lease, RetriableError, type Server, ServiceError, TerminalError } from '@amie/reconcile';
import { untilAborted, type Wait } from '@amie/servers';
import { parseServerAddress, parseServerName } from '@amie/values';
import { z } from 'zod';
import type { ServiceProblemCode } from '../problem-codes.js';
import { settingsRefused } from '../refused.js';
import { AgentCalls, type AgentDoor } from './agent-door.js';
import { RepositoryAgent } from './repository-agent.js';
import { SourceAgent } from './source-agent.js';

/** The servers that back up to this one; filled in by the worker from their own rows. */
const settings = z.object({
  sources: z
    .array(
      z.object({
        name: z.string().refine(text => parseServerName(text).ok),
        address: z.string().refine(text => parseServerAddress(text).ok),
        hostKey: z.string(),
      }),
    )
    .default([]),
});
type Source = z.output<typeof settings>['sources'][number];

/** What one session works with: the backup server's agent at once, those of the sources when first needed. */
export class BackupTools {
  private readonly borrowed: Disposable[] = [];
  private readonly agents = new Map<string, Promise<SourceAgent>>();
  private isOver = false;
  readonly wait: Wait;

  private constructor(
    readonly repositories: RepositoryAgent,
    readonly server: Server,
    private readonly connections: AgentDoor,
    private readonly lease: Lease,
    private readonly sources: ReadonlyMap<string, Source>,
  ) {
    this.wait = untilAborted(lease.signal);
  }

  static async open(connections: AgentDoor, server: Server, lease: Lease): Promise<BackupTools> {
    const { sources } = parsedSettings(server);
    const borrowed = await connections.agent(server);
    const calls = new AgentCalls(borrowed.connection, lease, untilAborted(lease.signal), 'backup');
    const named = new Map(sources.map(source => [source.name, source]));
    const tools = new BackupTools(new RepositoryAgent(calls), server, connections, lease, named);
    tools.keep(borrowed);
    return tools;
  }

  private source(name: string): Promise<SourceAgent> {
    const opening = this.agents.get(name) ?? this.open(name);
    this.agents.set(name, opening);
    return opening;
  }

  /** Work on one source: that it cannot be reached is a problem of its repositories, and none of the whole lane. */
  async at<Result>(name: string, work: (source: SourceAgent) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.source(name));
    } catch (error) {
      const isAway = error instanceof ServiceError && error.code === 'server-unreachable';
      const code: ServiceProblemCode = 'backup-source-unreachable';
      throw isAway ? new RetriableError(code, `${name}: ${error.detail}`, { cause: error }) : error;
    }
  }

  /** Highest epoch that any server this lane writes to has seen of it; one that is away is not asked. */
  async lastEpoch(): Promise<bigint | undefined> {
    const own = await this.repositories.lastEpoch();
    const others = [...this.sources.keys()].map(name => this.at(name, source => source.lastEpoch()));
    const seen = (await Promise.allSettled(others)).flatMap(end => (end.status === 'fulfilled' ? [end.value] : []));
    return [own, ...seen].reduce((one, other) => ((other ?? -1n) > (one ?? -1n) ? other : one), undefined);
  }

  giveBack(): void {
    this.isOver = true;
    for (const one of this.borrowed.splice(0)) one[Symbol.dispose]();
  }

  private async open(name: string): Promise<SourceAgent> {
    const source = this.sources.get(name);
    const code: ServiceProblemCode = 'backup-source-missing';
    if (!source) throw new TerminalError(code, name);
    const { connection } = this.keep(await this.wait(this.connections.agent(source)));
    return new SourceAgent(new AgentCalls(connection, this.lease, this.wait, laneOnSources(this.server.id)));
  }

  private keep<One extends Disposable>(one: One): One {
    // The session may have ended while the connection was being opened.
    if (this.isOver) one[Symbol.dispose]();
    else this.borrowed.push(one);
    return one;
  }
}

/**
 * The lane a backup server's work is fenced by on a source, where those of several may meet: its id in ten letters,
 * since a lane's name holds nothing else.
 */
export function laneOnSources(serverId: string): string {
  const letters = serverId.replaceAll('-', '').slice(0, 10);
  return `backup${letters.replace(/./g, digit => String.fromCharCode(97 + Number.parseInt(digit, 16)))}`;
}

function parsedSettings(server: Server): z.output<typeof settings> {
  const parsed = settings.safeParse(server.settings);
  if (parsed.success) return parsed.data;
  throw settingsRefused(`${server.name}: ${parsed.error.issues.map(issue => issue.path.join('.')).join(', ')}`);
}
