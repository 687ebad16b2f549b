import type { SecretText, Server } from '@amie/reconcile';
import { AgentConnection } from './agent/agent-connection.js';
import type { CredentialReader, Destination } from './credentials.js';
import { DirectoryConnection } from './directory/directory-connection.js';
import { messageOf, terminal } from './failures.js';
import { type Borrowed, SharedConnections } from './shared-connections.js';
import { SmtpConnection } from './smtp/smtp-connection.js';

export interface DirectoryDestination extends Destination {
  /** Asked of the directory itself when it is not given. */
  readonly baseDn?: string;
  /**
   * Whose work it carries. Each service has a connection of its own: slapd takes the operations of one connection in
   * turn, and the look of one lane would wait behind the writes of another.
   */
  readonly service: string;
  /** Attributes that fence writes. */
  readonly fences: readonly string[];
}

const idleMilliseconds = 60_000;

/** The connections of one process to all servers: opened on demand, shared, kept warm between runs, closed together. */
export class Connections implements Disposable {
  private readonly agents: SharedConnections<AgentConnection>;
  private readonly directories: SharedConnections<DirectoryConnection>;
  private readonly mailers: SharedConnections<SmtpConnection>;

  constructor(
    private readonly credentials: CredentialReader,
    idle = idleMilliseconds,
  ) {
    this.agents = new SharedConnections(idle);
    this.directories = new SharedConnections(idle);
    this.mailers = new SharedConnections(idle);
  }

  /** The agent of a server, known by its pinned host key; an edited key makes a new connection. */
  agent({ name, address, hostKey }: Pick<Server, 'name' | 'address' | 'hostKey'>): Promise<Borrowed<AgentConnection>> {
    return this.agents.borrow(`${name} ${address} ${hostKey}`, async () =>
      AgentConnection.open({ name, address, hostKey, privateKey: this.secret('ssh/worker') }),
    );
  }

  /** A directory, bound as the worker. */
  directory({ name, address, baseDn, service, fences }: DirectoryDestination): Promise<Borrowed<DirectoryConnection>> {
    return this.directories.borrow(`${service} ${name} ${address} ${baseDn}`, async () =>
      DirectoryConnection.open({
        name,
        address,
        baseDn,
        fences,
        bindRdns: 'cn=amie-worker,ou=services',
        authority: this.secret('ca/ca.pem'),
        password: this.secret(`directory/${name}/worker-password`),
      }),
    );
  }

  /** The SMTP door of a mail server, for probes. */
  smtp({ name, address }: Destination): Promise<Borrowed<SmtpConnection>> {
    return this.mailers.borrow(`${name} ${address}`, async () =>
      SmtpConnection.open({ name, address, authority: this.secret('ca/ca.pem') }),
    );
  }

  [Symbol.dispose](): void {
    this.agents.close();
    this.directories.close();
    this.mailers.close();
  }

  private secret(path: string): SecretText {
    try {
      return this.credentials.read(path);
    } catch (error) {
      throw terminal('credentials-unreadable', messageOf(error), error);
    }
  }
}
