import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentAnswer } from '@amie/servers';
import { Connections } from '@amie/servers';
import { lab, type LabServer } from '../../../lab/lab-client.js';
import { epochsFrom, labCredentials, labServer } from '../../servers/lab-drivers.js';

export interface ItemAnswer {
  readonly key: string | null;
  readonly ok: boolean;
  readonly code?: string;
  readonly detail?: string;
  readonly [field: string]: unknown;
}

export interface Repository {
  readonly name: string;
  readonly slug: string;
  readonly limitKib: number;
  readonly publicKey: string;
}

const letters = readFileSync(path.join(import.meta.dirname, 'letters.py'), 'utf8');
// No test names anything as another does: the name of a repository is never given twice.
let lastNumber = Date.now() % 900_000_000;

/** A backup server and a source whose agents are asked directly, as the worker would. */
export class BackupServers implements Disposable {
  private readonly connections = new Connections(labCredentials());
  private epoch = epochsFrom();

  private constructor(readonly source: 'mail1' | 'web1') {}

  static async start(source: 'mail1' | 'web1' = 'mail1'): Promise<BackupServers> {
    await lab.up(['dir1', source, 'backup1']);
    return new BackupServers(source);
  }

  async ask(server: LabServer, verb: string, items?: readonly object[]): Promise<AgentAnswer> {
    using agent = await this.connections.agent(labServer(server));
    return agent.connection.call(verb, items ? { items } : {});
  }

  /** The answer to one item. */
  async look(server: LabServer, verb: string, item: object): Promise<ItemAnswer> {
    return only(await this.ask(server, verb, [item]));
  }

  async write(server: LabServer, verb: string, item: object): Promise<ItemAnswer> {
    using agent = await this.connections.agent(labServer(server));
    const lane = server === 'backup1' ? 'backup' : 'backuptests';
    return only(await agent.connection.call(verb, { lane, epoch: (this.epoch += 1n), items: [item] }));
  }

  /** A repository that the source may fill, of a member of its own. */
  async newRepository(limitKib = 51_200): Promise<Repository> {
    const name = `b${String((lastNumber += 1)).padStart(5, '0')}`;
    const place = { address: lab.address('backup1'), hostKey: lab.hostKey('backup1') };
    const prepared = await this.write(this.source, 'backup.prepare', { name, turn: 1, escrowKey: null, ...place });
    const made = { name, slug: `s${name}`, limitKib, publicKey: String(prepared['publicKey']) };
    await this.put(made);
    return made;
  }

  put(made: Repository, changes: object = {}, keys: readonly object[] = []): Promise<ItemAnswer> {
    const own = { source: this.source, turn: 1, publicKey: made.publicKey };
    const { name, slug, limitKib } = made;
    const item = { name, slug, limitKib, generation: '1', escrowKey: null, keys: [own, ...keys], ...changes };
    return this.write('backup1', 'backup.put', item);
  }

  /** Starts a job on the source and waits for its end. */
  async finish(verb: string, item: object): Promise<ItemAnswer & { readonly result?: Record<string, unknown> }> {
    const job = randomUUID();
    await this.write(this.source, verb, { job, ...item });
    for (const end = performance.now() + 60_000; performance.now() < end; ) {
      const seen = await this.look(this.source, 'backup.jobs', { job });
      if (seen['state'] !== 'running') return seen;
      await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error(`${verb} did not end in a minute`);
  }

  /** Name of the archive; a text stands for the mailbox of that store. */
  async runBackup({ name }: Repository, ...asked: readonly (string | object)[]): Promise<string> {
    const things = asked.map(thing => (typeof thing === 'string' ? mailboxOf(thing) : thing));
    const ended = await this.finish('backup.run', { name, things });
    if (ended['state'] !== 'succeeded') throw new Error(`the run failed: ${ended.code}`);
    return String(ended.result?.['archive']);
  }

  /** A mailbox nobody used before. */
  async newMailbox(count: number, bytes?: number): Promise<string> {
    const store = `store${(lastNumber += 1)}`;
    await this.makeLetters(store, count, '', bytes);
    return store;
  }

  async makeLetters(store: string, count: number, folder = '', bytes = 1_000): Promise<void> {
    await lab.exec('mail1', ['python3', '-', 'make', store, `${count}`, folder, `${bytes}`], { stdin: letters });
  }

  /** SHA-256 of each letter of a folder, by its file's name. */
  async hashesOf(store: string, folder?: string): Promise<Readonly<Record<string, string>>> {
    const words = ['python3', '-', 'hashes', store, ...(folder ? [folder] : [])];
    return JSON.parse(await lab.exec('mail1', words, { stdin: letters })) as Record<string, string>;
  }

  /** Erases a mailbox as if by mistake. */
  async loseMailbox(store: string): Promise<void> {
    await lab.exec('mail1', ['rm', '-r', '--', `/var/vmail/${store}`]);
  }

  [Symbol.dispose](): void {
    this.connections[Symbol.dispose]();
  }
}

export function mailboxOf(store: string): object {
  return { kind: 'mailbox', store, login: `${store}@asso.test` };
}

function only(answer: AgentAnswer): ItemAnswer {
  const [item] = answer['items'] as ItemAnswer[];
  if (!item) throw new Error('the agent answered no item');
  return item;
}
