import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { lab, type LabServer } from '../../lab/lab-client.js';
import { BackupServers, mailboxOf, type Repository } from '../../medium/backup/agent/backup-servers.js';

const attacker = '/tmp/attacker';

interface Outcome {
  readonly code: number;
  readonly said: string;
}

/** SSH as whoever stole the worker's key would use it. */
function ssh(server: LabServer, user: string, options: readonly string[], words: readonly string[]): Promise<Outcome> {
  const usual = ['-F/dev/null', '-i', `${lab.credentials}/ssh/worker`, '-oBatchMode=yes', '-oIdentitiesOnly=yes'];
  const known = `-oUserKnownHostsFile=${lab.settings.dir}/ssh/known_hosts`;
  const argv = [...usual, known, ...options, `${user}@${lab.address(server)}`, ...words];
  return new Promise(resolve => {
    const child = execFile('ssh', argv, { timeout: 15_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
    });
    child.stdin?.end();
  });
}

describe('whoever holds the keys of the worker', () => {
  let servers: BackupServers;
  let made: Repository;
  let store: string;
  let archive: string;
  let then: Readonly<Record<string, string>>;

  beforeAll(async () => {
    servers = await BackupServers.start();
    made = await servers.newRepository();
    store = await servers.newMailbox(50);
    then = await servers.hashesOf(store);
    archive = await servers.runBackup(made, store);
    await lab.exec('backup1', ['/usr/local/sbin/amie-backup-keep']);
  }, 120_000);
  afterAll(() => servers[Symbol.dispose]());

  /** The whole history, proven: the mailbox is lost and comes back from it, letter by letter. */
  async function expectHistory(): Promise<void> {
    await servers.loseMailbox(store);
    const whole = { name: made.name, archive, thing: mailboxOf(store), part: null, into: 'in-place' };
    expect(await servers.finish('backup.restore', whole)).toMatchObject({ state: 'succeeded' });
    expect(await servers.hashesOf(store)).toEqual(then);
  }

  it('gets no shell, no file transfer and no tunnel out of SSH', async () => {
    const [home, key] = [`/srv/backup/${made.name}`, `/etc/amie-backup/repositories/${made.name}/passphrase`];
    const attempts: [LabServer, string, string[], string[]][] = [
      ['backup1', 'amie', [], ['rm', '-rf', home]],
      ['backup1', 'amie', [], ['btrfs', 'subvolume', 'delete', home]],
      ['backup1', 'amie', [], ['borg', 'delete', `${home}/mail1`]],
      ['backup1', 'amie', [], ['borg', 'prune', '--keep-last=0', `${home}/mail1`]],
      ['backup1', 'amie', [], ['sudo', '-n', 'rm', '-rf', home]],
      [
        'backup1',
        'amie',
        [],
        ['sudo', '-n', '/usr/local/sbin/amie-backup-keep', 'bring-back', made.name, '2020-01-01'],
      ],
      ['backup1', 'amie', ['-tt'], ['bash']],
      ['backup1', 'amie', ['-s'], ['sftp']],
      ['backup1', 'amie', ['-N', '-oExitOnForwardFailure=yes', '-R', '0:127.0.0.1:22'], []],
      ['backup1', 'amie', ['-W', '127.0.0.1:22'], []],
      ['backup1', 'amie', ['-oSetEnv=LC_ALL=$(id)'], ['id']],
      ['backup1', made.name, [], ['borg', 'serve']],
      ['backup1', made.name, ['-s'], ['sftp']],
      ['backup1', 'root', [], ['id']],
      ['mail1', 'amie', [], ['cat', key]],
      ['mail1', 'amie', ['-s'], ['sftp']],
      ['mail1', 'root', [], ['cat', key]],
    ];
    for (const [server, user, options, words] of attempts) {
      const { said } = await ssh(server, user, options, words);
      expect([words, said]).not.toEqual([words, expect.stringMatching(/uid=|OpenSSH_|^[0-9a-f]{64}/m)]);
    }
    await expectHistory();
  }, 90_000);

  it('finds no word of the agent that erases, shortens the wait or leaves its folder', async () => {
    const { name, slug } = made;
    const whole = { name, slug, limitKib: 51_200, generation: '9', escrowKey: null, keys: [] };
    const attempts: [LabServer, string, object][] = [
      ...['delete', 'prune', 'compact', 'init', 'exec', 'keep', 'bring-back', 'reseal'].map(
        (verb): [LabServer, string, object] => ['backup1', `backup.${verb}`, { name }],
      ),
      ['backup1', 'backup.purge', { name, generation: '9' }],
      ['backup1', 'backup.purge', { name, generation: '9', asideAt: '2020-01-01T00:00:00Z' }],
      ['backup1', 'backup.set-aside', { name, generation: '9', asideAt: 0 }],
      ['backup1', 'backup.set-aside', { name, generation: '0' }],
      ['backup1', 'backup.put', { ...whole, generation: '0' }],
      ['backup1', 'backup.put', { ...whole, limitKib: 0 }],
      ['backup1', 'backup.put', { ...whole, limitKib: -1 }],
      ['backup1', 'backup.put', { ...whole, slug: 'somebody-else' }],
      ['backup1', 'backup.put', { ...whole, asideAt: 1 }],
      ['backup1', 'backup.put', { ...whole, keys: [{ source: '../..', turn: 1, publicKey: made.publicKey }] }],
      ['backup1', 'backup.put', { ...whole, keys: [{ source: 'mail1', turn: 1, publicKey: `pty ${made.publicKey}` }] }],
      ['backup1', 'backup.put', { ...whole, keys: [{ source: 'm" x', turn: 1, publicKey: made.publicKey }] }],
      ...[`../${name}`, `${name}/../.kept`, `${name}/mail1`, '.kept', '.aside', '/srv/backup', `${name}\n`].map(
        (bad): [LabServer, string, object] => ['backup1', 'backup.purge', { name: bad, generation: '9' }],
      ),
      ['mail1', 'backup.run', { job: 'x; rm -rf /', name, things: [] }],
      ['mail1', 'backup.run', { job: crypto.randomUUID(), name, things: [{ kind: 'path', path: '/etc' }] }],
      ['mail1', 'backup.restore', restoring({ part: '../../etc' })],
      ['mail1', 'backup.restore', restoring({ thing: mailboxOf('../../etc') })],
      ['mail1', 'backup.restore', restoring({ archive: '--help' })],
      ['mail1', 'backup.prepare', { name, turn: 9, address: '-oProxyCommand=id', hostKey: 'x', escrowKey: null }],
      ['mail1', 'backup.prepare', stranger(name)],
    ];
    for (const [server, verb, item] of attempts) {
      const done = await servers
        .write(server, verb, item)
        .catch((error: Error) => ({ ok: false, code: error.message }));
      expect([verb, item, done]).toEqual([verb, item, expect.objectContaining({ ok: false })]);
    }
    await expectHistory();
  }, 90_000);

  function restoring(changes: object): object {
    const usual = { name: made.name, archive, thing: mailboxOf(store), part: null, into: 'in-place' };
    return { job: crypto.randomUUID(), ...usual, ...changes };
  }

  /** A source that would from now on send everything to somebody else. */
  function stranger(name: string): object {
    return { name, turn: 9, address: lab.address('out1'), hostKey: lab.hostKey('out1'), escrowKey: null };
  }

  it('learns no passphrase, whatever key it would have it sealed for', async () => {
    const place = { address: lab.address('backup1'), hostKey: lab.hostKey('backup1') };
    const [first, second] = [await ageKey(), await ageKey()];
    const prepare = (escrowKey: string) =>
      servers.write('mail1', 'backup.prepare', { name: made.name, turn: 1, escrowKey, ...place });
    expect(await prepare(first)).toMatchObject({ ok: true, escrowKey: first });
    const { sealed } = await servers.look('mail1', 'backup.sources', { name: made.name });
    expect(await prepare(second)).toMatchObject({ ok: true, escrowKey: first });
    expect(await servers.look('mail1', 'backup.sources', { name: made.name })).toMatchObject({ sealed });
  }, 30_000);

  it('can close a repository for a while, and everything in it is there afterwards', async () => {
    await servers.put(made, { generation: '10', keys: [] });
    await servers.write('backup1', 'backup.set-aside', { name: made.name, generation: '11' });
    const purge = () => servers.write('backup1', 'backup.purge', { name: made.name, generation: '12' });
    expect(await purge()).toMatchObject({ ok: false, code: 'not-yet' });
    // Nor does asking again and again, or putting it back and aside, bring the hour nearer.
    await servers.put(made, { generation: '13' });
    await servers.write('backup1', 'backup.set-aside', { name: made.name, generation: '14' });
    expect(await servers.write('backup1', 'backup.purge', { name: made.name, generation: '15' })).toMatchObject({
      code: 'not-yet',
    });
    await servers.put(made, { generation: '16' });
    await expectHistory();
  }, 60_000);

  it('can let itself in with a key of its own and spoil what is there, and the evening before comes back', async () => {
    await letAttackerIn();
    const attacks = readFileSync(path.join(import.meta.dirname, 'borg-attacks.py'), 'utf8');
    const known = `/etc/amie-backup/repositories/${made.name}/known_hosts`;
    const words = [`${attacker}/key`, known, `${made.name}@${lab.address('backup1')}`];
    const told = await lab.exec('mail1', ['python3', '-', ...words], { stdin: attacks });
    for (const what of ['destroy', 'repair', 'initialise again', 'climb', 'read /srv/backup', 'make /root/x'])
      expect(told).toMatch(new RegExp(`^${what}: refused`, 'm'));
    // The door only adds: this is the worst that can be done through it, and it was done.
    expect(told).toMatch(/^lose the key: None\noverwrite: \d+ overwritten\ndelete: \d+ deleted$/m);
    await bringBack();
    await servers.put(made, { generation: '21' });
    await expectHistory();
  }, 90_000);

  it('leaves an evening to bring back that a source refuses until root there forgets the later ones, and then goes on from', async () => {
    const later = await servers.runBackup(made, store);
    await bringBack();
    const whole = { name: made.name, archive, thing: mailboxOf(store), part: null, into: 'beside' };
    const older = { state: 'failed', code: 'repository-older' };
    expect(await servers.finish('backup.restore', whole)).toMatchObject(older);
    expect(await servers.finish('backup.run', { name: made.name, things: [mailboxOf(store)] })).toMatchObject(older);
    expect(await servers.look('mail1', 'backup.check', { name: made.name })).toMatchObject({ state: 'older' });
    await lab.exec('mail1', ['/usr/local/sbin/amie-backup-job', 'forget', made.name]);
    await expectHistory();
    const newest = await servers.runBackup(made, store);
    const { archives } = await servers.look('mail1', 'backup.archives', { name: made.name });
    expect((archives as { archive: string }[]).map(one => one.archive)).toEqual([newest, archive]);
    expect([newest, archive]).not.toContain(later);
  }, 90_000);

  /** The first evening that was kept. */
  async function bringBack(): Promise<void> {
    const days = (await lab.exec('backup1', ['ls', `/srv/backup/.kept/${made.name}`])).trim().split('\n');
    await lab.exec('backup1', ['/usr/local/sbin/amie-backup-keep', 'bring-back', made.name, days[0] ?? '']);
  }

  /** With the worker's own key, a repository takes any key it is told to. */
  async function letAttackerIn(): Promise<void> {
    await lab.exec('mail1', ['rm', '-rf', attacker]);
    await lab.exec('mail1', ['mkdir', '-m', '700', attacker]);
    await lab.exec('mail1', ['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', `${attacker}/key`]);
    const publicKey = (await lab.exec('mail1', ['cat', `${attacker}/key.pub`])).trim();
    const keys = [{ source: 'mail1', turn: 99, publicKey }];
    expect(await servers.put(made, { generation: '20', keys })).toMatchObject({ ok: true });
  }

  async function ageKey(): Promise<string> {
    const made = await lab.exec('mail1', ['age-keygen']);
    return /public key: (age1\w+)/.exec(made)?.[1] ?? '';
  }
});
