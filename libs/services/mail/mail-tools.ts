import type { Lease, Server } from '@amie/reconcile';
import {
  type AgentConnection,
  type Borrowed,
  type Connection,
  type Connections,
  type DirectoryConnection,
  type SmtpConnection,
  untilAborted,
  type Wait,
} from '@amie/servers';
import { directoryOf } from '../directory-of-server.js';
import { MailAgent } from './agent-verbs.js';

interface Ticket {
  readonly secret: string;
  readonly until: number;
}

/** The agent accepts a secret for five minutes at least after it gave it. */
const ticketMilliseconds = 240_000;
/** With the connection it came by: a server that was replaced knows nothing of an old one's secrets. */
const tickets = new WeakMap<AgentConnection, Ticket>();

/** What one session works with: the directory at once, the agent and SMTP when first needed; given back together. */
export class MailTools {
  private readonly borrowed: Borrowed<Connection>[] = [];
  private agentOpening?: Promise<Borrowed<AgentConnection>>;
  private smtpOpening?: Promise<Borrowed<SmtpConnection>>;
  private isOver = false;
  /** Ends every wait of the session with its lease. */
  readonly wait: Wait;

  private constructor(
    readonly directory: DirectoryConnection,
    private readonly connections: Connections,
    private readonly server: Server,
    private readonly lease: Lease,
  ) {
    this.wait = untilAborted(lease.signal);
  }

  static async open(connections: Connections, server: Server, lease: Lease): Promise<MailTools> {
    const directory = await connections.directory(directoryOf(server, 'mail'));
    const tools = new MailTools(directory.connection, connections, server, lease);
    tools.keep(directory);
    return tools;
  }

  async agent(): Promise<MailAgent> {
    return new MailAgent(await this.agentConnection(), this.lease, this.wait);
  }

  async smtp(): Promise<SmtpConnection> {
    this.smtpOpening ??= this.connections.smtp(this.server).then(one => this.keep(one));
    return (await this.smtpOpening).connection;
  }

  /** The secret that makes a message a probe. */
  async ticket(): Promise<string> {
    const agent = await this.agentConnection();
    const kept = tickets.get(agent);
    if (kept && kept.until > performance.now()) return kept.secret;
    const until = performance.now() + ticketMilliseconds;
    const secret = await (await this.agent()).probeTicket();
    tickets.set(agent, { secret, until });
    return secret;
  }

  giveBack(): void {
    this.isOver = true;
    for (const one of this.borrowed.splice(0)) one[Symbol.dispose]();
  }

  private async agentConnection(): Promise<AgentConnection> {
    this.agentOpening ??= this.connections.agent(this.server).then(one => this.keep(one));
    return (await this.agentOpening).connection;
  }

  private keep<B extends Borrowed<Connection>>(one: B): B {
    // The session may have ended while the connection was being opened.
    if (this.isOver) one[Symbol.dispose]();
    else this.borrowed.push(one);
    return one;
  }
}
