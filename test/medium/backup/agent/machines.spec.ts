import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { BackupServers, type Repository } from './backup-servers.js';

const label = 'laptop';

/** A machine that we do not run, with Borg on it: all it has of ours is the address of its repository. */
class Machine {
  private turn = 0;

  private constructor(
    private readonly folder: string,
    private key: string,
  ) {}

  static async start(): Promise<Machine> {
    const folder = (await lab.exec('mail1', ['mktemp', '-d', '/root/machine.XXXXXX'])).trim();
    const hosts = `${lab.address('backup1')} ${lab.hostKey('backup1')}\n`;
    await lab.exec('mail1', ['tee', `${folder}/known_hosts`], { stdin: hosts });
    const machine = new Machine(folder, '');
    await machine.newKey();
    return machine;
  }

  /** Makes a key, which it uses from now on; answers the public half. */
  async newKey(): Promise<string> {
    this.key = `${this.folder}/key${(this.turn += 1)}`;
    await lab.exec('mail1', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'ada@laptop', '-f', this.key]);
    return this.publicKey();
  }

  async publicKey(): Promise<string> {
    const line = await lab.exec('mail1', ['cat', `${this.key}.pub`]);
    return line.split(' ').slice(0, 2).join(' ');
  }

  /** Goes back to a key of before. */
  useKey(turn: number): void {
    this.key = `${this.folder}/key${turn}`;
  }

  async write(file: string, mebibytes: number): Promise<string> {
    const path = `${this.folder}/${file}`;
    await lab.exec('mail1', ['dd', 'if=/dev/urandom', `of=${path}`, 'bs=1M', `count=${mebibytes}`, 'status=none']);
    return path;
  }

  /** SSH alone, as Borg does not always wait for what it says. */
  knock(repository: string): Promise<string> {
    return lab.exec('mail1', [...this.ssh(), `${repository}@${lab.address('backup1')}`]);
  }

  private ssh(): string[] {
    const options = ['-F/dev/null', '-oBatchMode=yes', '-oIdentitiesOnly=yes', '-i', this.key];
    return ['ssh', ...options, `-oUserKnownHostsFile=${this.folder}/known_hosts`];
  }

  borg(repository: string, place: string, ...words: string[]): Promise<string> {
    const ssh = this.ssh().join(' ');
    return lab.exec('mail1', [
      ...['env', `BORG_RSH=${ssh}`, `BORG_BASE_DIR=${this.folder}/borg`, 'BORG_PASSPHRASE=its own affair'],
      'BORG_DELETE_I_KNOW_WHAT_I_AM_DOING=YES',
      ...[`BORG_REPO=ssh://${repository}@${lab.address('backup1')}/srv/backup/${place}`, 'borg', ...words],
    ]);
  }

  async remove(): Promise<void> {
    await lab.exec('mail1', ['rm', '-r', '--', this.folder]);
  }
}

describe('a member’s own machine', () => {
  let servers: BackupServers;
  let machine: Machine;
  let made: Repository;
  let own: string;
  beforeAll(async () => {
    servers = await BackupServers.start();
    machine = await Machine.start();
    made = await servers.newRepository(20_480);
    own = `${made.name}/${label}`;
    await allow('1');
  }, 300_000);
  afterAll(async () => {
    await machine.remove();
    servers[Symbol.dispose]();
  });

  const allow = async (generation: string) => {
    const key = { source: label, turn: null, publicKey: await machine.publicKey() };
    expect(await servers.put(made, { generation }, [key])).toMatchObject({ ok: true });
  };
  const borg = (...words: string[]) => machine.borg(made.name, own, ...words);
  const stored = async () => {
    const places = ['find', `/srv/backup/${own}/data`, '-type', 'f', '-exec', 'sha256sum', '{}', '+'];
    return (await lab.exec('backup1', places)).trim().split('\n');
  };

  test('fills its repository with its own key and passphrase, and reads it back', async () => {
    const file = await machine.write('photos', 2);
    await borg('init', '--encryption=repokey-blake2');
    await borg('create', '::first', file);
    expect(await borg('list', '--short')).toBe('first\n');
    const there = await lab.exec('mail1', ['sha256sum', file]);
    const back = await borg('extract', '--stdout', '::first', file.slice(1)).then(() =>
      borg('list', '--format', '{sha256}  /{path}{NL}', '::first'),
    );
    expect(back).toBe(there);
    const { machines } = await servers.look('backup1', 'backup.repositories', { name: made.name });
    const [told] = machines as { source: string; usedKib: number; writtenAt: string }[];
    expect(told?.source).toBe(label);
    expect(told?.usedKib).toBeGreaterThan(2_000);
    expect(Math.abs(Date.now() - Date.parse(told?.writtenAt ?? ''))).toBeLessThan(60_000);
  }, 60_000);

  test('is refused everywhere else: in another’s repository, and beside its own in that of its member', async () => {
    const other = await servers.newRepository();
    await expect(machine.knock(other.name)).rejects.toThrow('Permission denied');
    await expect(machine.borg(other.name, `${other.name}/${label}`, 'list')).rejects.toThrow('Connection closed');
    for (const place of [`${made.name}/mail1`, `${other.name}/mail1`, `${made.name}/more`, `${own}/../mail1`]) {
      await expect(machine.borg(made.name, place, 'init', '--encryption=none')).rejects.toThrow(
        'Repository path not allowed',
      );
    }
  }, 60_000);

  test('takes nothing away of what it once stored, even if whoever holds its key wants to', async () => {
    const before = await stored();
    await borg('delete', '::first');
    await borg('compact', '--threshold', '0');
    expect(await borg('list', '--short')).toBe('');
    expect(await stored()).toEqual(expect.arrayContaining(before));
    // Its whole repository goes no more than a part of it.
    await expect(borg('delete')).rejects.toThrow('append-only mode');
    expect(await stored()).toEqual(expect.arrayContaining(before));
  }, 60_000);

  test('goes on with a new key at once, and the old one opens nothing from then on', async () => {
    await machine.newKey();
    await expect(machine.knock(made.name)).rejects.toThrow('Permission denied');
    await allow('2');
    expect(await borg('list', '--short')).toBe('');
    machine.useKey(1);
    await expect(machine.knock(made.name)).rejects.toThrow('Permission denied');
    await expect(borg('list')).rejects.toThrow('Connection closed');
    machine.useKey(2);
  }, 60_000);

  test('is refused more than the limit, and told so; what was stored before is whole', async () => {
    const small = await machine.write('small', 1);
    await borg('create', '::kept', small);
    const large = await machine.write('large', 30);
    await expect(borg('create', '--compression', 'none', '::much', large)).rejects.toThrow(
      /storage quota .* has been exceeded|Disk quota exceeded/,
    );
    // There may be no room for a lock any more, and so for nothing to be written either.
    expect(await borg('--bypass-lock', 'list', '--short')).toBe('kept\n');
    await borg('--bypass-lock', 'extract', '--dry-run', '::kept');
  }, 60_000);
});
