import type { SecretText } from '@amie/reconcile';
import { NodeSSH } from 'node-ssh';
import type { Client, ClientChannel, ConnectConfig } from 'ssh2';
import { messageOf, retriable, terminal } from '../failures.js';
import type { Connection } from '../shared-connections.js';
import { AgentChannel } from './agent-channel.js';
import { type AgentAnswer, readAnswer, refusal } from './agent-protocol.js';

/** Which server, known by which key, as whom. */
export interface AgentAddress {
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  /** OpenSSH public key line, pinned: no other key is accepted, ever. */
  readonly hostKey: string;
  readonly privateKey: SecretText;
}

export interface AgentRequest {
  /** Of verbs that write: the lane and epoch they are fenced by. */
  readonly lane?: string;
  readonly epoch?: bigint;
  readonly items?: readonly object[];
}

export interface AgentWait {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** sshd refuses more than about ten, and closed ones linger. */
const mostChannels = 4;
const connectMilliseconds = 5_000;
const answerMilliseconds = 60_000;

/**
 * Agents kept running on one server over one SSH connection: a request costs a round trip, not a start. The command is
 * a constant (the server forces its own anyway), everything else travels as JSON on its standard input.
 */
export class AgentConnection implements Connection {
  private readonly idle: AgentChannel[] = [];
  private readonly queue: (() => void)[] = [];
  private readonly all = new Set<AgentChannel>();
  private taken = 0;
  private lastId = 0;
  private isLost = false;

  private constructor(
    private readonly client: Client,
    private readonly name: string,
  ) {
    client.on('close', () => this.lose());
    client.on('error', () => this.lose());
  }

  /** Throws `host-key-wrong`, `ssh-refused` or `server-unreachable`. */
  static async open(to: AgentAddress): Promise<AgentConnection> {
    const ssh = new NodeSSH();
    let isKeyWrong = false;
    const pinned = Buffer.from(to.hostKey.split(' ')[1] ?? '', 'base64');
    const hostVerifier = (key: Buffer) => {
      isKeyWrong = pinned.length === 0 || !key.equals(pinned);
      return !isKeyWrong;
    };
    try {
      await to.privateKey.use(privateKey => ssh.connect({ ...settingsFor(to), privateKey, hostVerifier }));
    } catch (error) {
      ssh.dispose();
      if (isKeyWrong) throw terminal('host-key-wrong', `${to.name} shows another key than the pinned one`, error);
      throw connectFailure(to.name, error);
    }
    const client = ssh.connection as Client;
    // Without it every small request waits about 45 ms for the other side's delayed acknowledgement.
    client.setNoDelay(true);
    return new AgentConnection(client, to.name);
  }

  get isUsable(): boolean {
    return !this.isLost;
  }

  close(): void {
    this.lose();
    this.client.end();
  }

  /** The agent's answer; a refusal is thrown as what it means (`epoch-stale`, `agent-…`). No answer means unknown. */
  async call(
    verb: string,
    request: AgentRequest,
    { signal, timeoutMs = answerMilliseconds }: AgentWait = {},
  ): Promise<AgentAnswer> {
    signal?.throwIfAborted();
    const channel = await this.take();
    const id = (this.lastId += 1);
    const { lane, epoch, items } = request;
    try {
      const line = JSON.stringify({ id, verb, lane, epoch: epoch?.toString(), items });
      const answer = readAnswer(await channel.ask(line, timeoutMs, signal), id);
      if (!answer.ok) throw refusal(`${this.name}: ${verb}`, answer);
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      this.giveBack(channel);
    }
  }

  private async take(): Promise<AgentChannel> {
    while (this.taken >= mostChannels) await new Promise<void>(resolve => this.queue.push(resolve));
    this.taken += 1;
    try {
      return this.idleChannel() ?? (await this.openChannel());
    } catch (error) {
      this.taken -= 1;
      this.queue.shift()?.();
      throw error;
    }
  }

  private idleChannel(): AgentChannel | undefined {
    let channel = this.idle.pop();
    while (channel && !channel.isOpen) {
      this.all.delete(channel);
      channel = this.idle.pop();
    }
    return channel;
  }

  private giveBack(channel: AgentChannel): void {
    this.taken -= 1;
    if (channel.isOpen) this.idle.push(channel);
    else this.all.delete(channel);
    this.queue.shift()?.();
  }

  private openChannel(): Promise<AgentChannel> {
    if (this.isLost) throw retriable('server-unreachable', `${this.name}: the connection was lost`);
    return new Promise((resolve, reject) => {
      const fail = (why: string, cause?: unknown) => {
        clearTimeout(late);
        reject(retriable('server-unreachable', `${this.name}: ${why}`, cause));
      };
      const late = setTimeout(() => fail('no channel'), connectMilliseconds);
      const opened = (error: Error | undefined, stream: ClientChannel) => {
        if (error) return fail(messageOf(error), error);
        clearTimeout(late);
        const channel = new AgentChannel(stream);
        this.all.add(channel);
        resolve(channel);
      };
      try {
        this.client.exec('amie-agent', opened);
      } catch (error) {
        // Thrown, not called back, when the connection has just gone.
        fail(messageOf(error), error);
      }
    });
  }

  private lose(): void {
    this.isLost = true;
    for (const channel of this.all) channel.close();
    this.all.clear();
  }
}

function settingsFor({ address, port = 22, hostKey }: AgentAddress): ConnectConfig {
  const keyType = hostKey.split(' ')[0] ?? '';
  // A server has several keys: ask for the one of the pinned type.
  const serverHostKey = keyType === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [keyType];
  return {
    host: address,
    port,
    username: 'amie',
    readyTimeout: connectMilliseconds,
    keepaliveInterval: 5_000,
    keepaliveCountMax: 2,
    algorithms: { serverHostKey: serverHostKey as never },
  };
}

function connectFailure(name: string, error: unknown): Error {
  const level = (error as { level?: string }).level;
  if (level === 'client-authentication') return terminal('ssh-refused', `${name} refuses the worker's key`, error);
  return retriable('server-unreachable', `${name}: ${messageOf(error)}`, error);
}
