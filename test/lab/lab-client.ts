import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../support/project-root.js';

/** The servers of `servers.conf`: one per service, and the world outside. */
export type LabServer = 'dir1' | 'mail1' | 'out1' | 'web1' | 'backup1' | 'disk1';

/** Where a lab lives; two labs with different settings coexist (see README.md). */
export interface LabSettings {
  readonly prefix: string;
  readonly net: string;
  readonly dir: string;
  readonly layers: string;
  /** What servers start from: configured, with their packages only, or plain Debian. */
  readonly from: 'snapshot' | 'layers' | 'bare';
}

export interface LabStatus {
  readonly name: LabServer;
  readonly role: string;
  readonly address: string;
  readonly state: 'running' | 'stopped' | 'absent';
  readonly memoryBytes: number;
}

/** A command of the lab, or inside one of its servers, ended with another status than 0. */
export class LabError extends Error {
  constructor(
    readonly command: string,
    readonly exitCode: number,
    readonly stdout: string,
    readonly stderr: string,
  ) {
    super(`${command} ended with ${exitCode}: ${stderr.trim() || stdout.trim()}`);
  }
}

const home = join(projectRoot, 'test/lab');
const dir = process.env['LAB_DIR'] ?? '/var/lib/amie-lab';
const defaults: LabSettings = {
  prefix: process.env['LAB_PREFIX'] ?? 'amie',
  net: process.env['LAB_NET'] ?? '198.18.10',
  dir,
  layers: process.env['LAB_LAYERS'] ?? join(dir, 'layers'),
  from:
    process.env['LAB_BARE'] === '1'
      ? 'bare'
      : ((process.env['LAB_FROM'] as LabSettings['from'] | undefined) ?? 'snapshot'),
};

/**
 * Real Debian servers, driven through the `lab` command beside this file; needs root.
 * Every method settles once the world has changed: a server that is up answers on port 22 and starts no more units.
 */
export class Lab {
  readonly settings: LabSettings;
  /** The domain the servers' own names end in. */
  readonly domain = 'lab.test';
  /** The domain of mailboxes that are not ours. */
  readonly outsideDomain = 'ailleurs.test';

  constructor(settings: Partial<LabSettings> = {}) {
    const dir = settings.dir ?? defaults.dir;
    const layers = settings.dir === undefined ? defaults.layers : join(dir, 'layers');
    this.settings = { ...defaults, layers, ...settings };
  }

  /** The product's credentials folder, filled by its Ansible (certificate authority, worker's key, bind passwords). */
  get credentials(): string {
    return join(this.settings.dir, 'credentials');
  }

  /** PEM of the certificate that out1 shows on IMAP and SMTP. */
  get outsideCertificate(): string {
    return readFileSync(join(this.settings.dir, 'outside/certificate.pem'), 'utf8');
  }

  /** `host:port` of the lab's DNS, as node:dns' Resolver.setServers takes it. */
  get resolver(): string {
    return `${this.address('out1')}:53`;
  }

  /** IPv4 address of a server; `control` is the machine the tests run on. */
  address(name: LabServer | 'control'): string {
    if (name === 'control') return `${this.settings.net}.1`;
    const rows = readFileSync(join(home, 'servers.conf'), 'utf8').split('\n');
    const row = rows.map(line => line.trim().split(/\s+/)).find(columns => columns[0] === name);
    if (!row) throw new Error(`servers.conf names no ${name}`);
    return `${this.settings.net}.${row[1]}`;
  }

  hostName(name: LabServer): string {
    return `${name}.${this.domain}`;
  }

  /** `ssh-ed25519 AAAA…`, known before the first boot, so it can be pinned. */
  hostKey(name: LabServer): string {
    const line = readFileSync(join(this.settings.dir, 'ssh', `${name}.pub`), 'utf8');
    return line.split(' ', 2).join(' ').trim();
  }

  /** Without names: those that start without being asked for, which web1, backup1 and disk1 do not. */
  async up(names: readonly LabServer[] = []): Promise<void> {
    await this.run('up', ...names);
  }

  /** Ends all servers and wipes what they wrote. */
  async down(): Promise<void> {
    await this.run('down');
  }

  /** Down, and every trace removed from the disk (shared layers stay). */
  async destroy(): Promise<void> {
    await this.run('destroy');
  }

  /** Clean power off; the disk stays. */
  async stop(names: readonly LabServer[] = []): Promise<void> {
    await this.run('stop', ...names);
  }

  async start(names: readonly LabServer[] = []): Promise<void> {
    await this.run('start', ...names);
  }

  /** Power cut: every process dies at once; the disk stays. */
  async kill(...names: readonly LabServer[]): Promise<void> {
    await this.run('kill', ...names);
  }

  /** Back to the snapshot. */
  async reset(names: readonly LabServer[] = []): Promise<void> {
    await this.run('reset', ...names);
  }

  /** Drops every packet from and to a server, silently, until `mend`. */
  async cut(...names: readonly LabServer[]): Promise<void> {
    await this.run('cut', ...names);
  }

  async mend(...names: readonly LabServer[]): Promise<void> {
    await this.run('mend', ...names);
  }

  async status(): Promise<readonly LabStatus[]> {
    return JSON.parse(await this.run('status', '--json')) as LabStatus[];
  }

  /** Runs a command inside a server as root, past its network; its standard output, or a LabError. */
  async exec(name: LabServer, argv: readonly string[], options: { readonly stdin?: string } = {}): Promise<string> {
    return this.command(['exec', name, ...argv], options.stdin);
  }

  /** `systemctl VERB UNIT` inside a server; returns once the unit has done it. */
  async systemctl(name: LabServer, verb: 'start' | 'stop' | 'restart' | 'reload', unit: string): Promise<void> {
    await this.exec(name, ['systemctl', verb, unit]);
  }

  /** Records of the lab's DNS; seen by every server at the next question. */
  readonly dns = {
    add: async (name: string, type: string, value: string): Promise<void> => {
      await this.run('dns', 'add', name, type, value);
    },
    /** Without a value: every record of that type. */
    remove: async (name: string, type: string, value?: string): Promise<void> => {
      await this.run('dns', 'remove', name, type, ...(value === undefined ? [] : [value]));
    },
  };

  /** Makes a mailbox of the outside world (`someone@ailleurs.test`), or changes its password. */
  async outsideMailbox(address: string, password: string): Promise<void> {
    await this.command(['outside-mailbox', address], `${password}\n`);
  }

  /** The same for many, in one go. */
  async outsideMailboxes(passwords: ReadonlyMap<string, string>): Promise<void> {
    const lines = [...passwords].map(([address, password]) => `${address} ${password}\n`);
    await this.command(['outside-mailbox', '--many'], lines.join(''));
  }

  private run(...words: string[]): Promise<string> {
    return this.command(words);
  }

  private command(words: readonly string[], stdin = ''): Promise<string> {
    const { prefix, net, dir, layers, from } = this.settings;
    const settings = {
      LAB_PREFIX: prefix,
      LAB_NET: net,
      LAB_DIR: dir,
      LAB_LAYERS: layers,
      LAB_FROM: from,
      LAB_BARE: '0',
    };
    const env = { ...process.env, ...settings };
    return new Promise((resolve, reject) => {
      const child = execFile(join(home, 'lab'), words, { env, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const exitCode = typeof error.code === 'number' ? error.code : 255;
        reject(new LabError(`lab ${words.slice(0, 3).join(' ')}`, exitCode, stdout, stderr));
      });
      // A command that reads no input may end before all of it is written.
      child.stdin?.on('error', () => {});
      child.stdin?.end(stdin);
    });
  }
}

/** The lab of this machine's settings (LAB_PREFIX, LAB_NET, LAB_DIR, LAB_LAYERS, LAB_FROM). */
export const lab = new Lab();
