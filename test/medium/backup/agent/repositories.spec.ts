import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { BackupServers, mailboxOf } from './backup-servers.js';

const settings = '/etc/amie-backup/server.json';
const home = (name: string) => `/srv/backup/${name}`;

describe('a repository on a backup server', () => {
  let servers: BackupServers;
  let small: string;
  let large: string;
  beforeAll(async () => {
    servers = await BackupServers.start();
    small = await servers.newMailbox(5);
    large = await servers.newMailbox(15, 1 << 20);
  }, 120_000);
  afterAll(() => servers[Symbol.dispose]());

  const state = async (name: string) => servers.look('backup1', 'backup.repositories', { name });

  test('takes what its source sends, and shows what it holds', async () => {
    const made = await servers.newRepository();
    expect(await servers.look('mail1', 'backup.check', { name: made.name })).toMatchObject({ state: 'empty' });
    const archive = await servers.runBackup(made, small);
    expect(await servers.look('mail1', 'backup.check', { name: made.name })).toMatchObject({ state: 'readable' });
    expect(await servers.look('mail1', 'backup.archives', { name: made.name })).toMatchObject({
      archives: [{ archive, things: [{ store: small, files: 5 }] }],
    });
    expect(await state(made.name)).toMatchObject({ state: 'present', oddities: [] });
  }, 30_000);

  test('refuses what goes over its limit, and its neighbour takes the same', async () => {
    const [tight, wide] = [await servers.newRepository(10_240), await servers.newRepository(102_400)];
    const ended = await servers.finish('backup.run', { name: tight.name, things: [mailboxOf(large)] });
    expect(ended).toMatchObject({ state: 'failed', code: 'repository-full' });
    await servers.runBackup(wide, large);
  }, 60_000);

  test('cannot be filled past its limit by whoever gets around Borg, and its neighbour still can', async () => {
    const [full, neighbour] = [await servers.newRepository(10_240), await servers.newRepository(10_240)];
    const fill = ({ name }: { name: string }, mebibytes: number) =>
      lab.exec('backup1', [
        ...['setpriv', `--reuid=${name}`, `--regid=${name}`, '--clear-groups', 'dd', 'if=/dev/urandom'],
        ...[`of=${home(name)}/mail1/more`, 'bs=1M', `count=${mebibytes}`, 'conv=fsync'],
      ]);
    await expect(fill(full, 40)).rejects.toThrow('Disk quota exceeded');
    await fill(neighbour, 4);
  }, 30_000);

  test('gives back what it holds when it is full to the brim, and says that it can be read', async () => {
    const made = await servers.newRepository(10_240);
    const store = await servers.newMailbox(5);
    const archive = await servers.runBackup(made, store);
    const more = `${home(made.name)}/mail1/more`;
    const fill = ['dd', 'if=/dev/urandom', `of=${more}`, 'bs=64K', 'conv=fsync'];
    const owner = ['setpriv', `--reuid=${made.name}`, `--regid=${made.name}`, '--clear-groups'];
    await expect(lab.exec('backup1', [...owner, ...fill])).rejects.toThrow('Disk quota exceeded');
    expect(await servers.look('mail1', 'backup.check', { name: made.name })).toMatchObject({ state: 'readable' });
    const back = { name: made.name, archive, thing: mailboxOf(store), part: null, into: 'beside' };
    expect(await servers.finish('backup.restore', back)).toMatchObject({ state: 'succeeded', result: { files: 5 } });
  }, 60_000);

  test('opens to its own keys alone, and none of them reaches another', async () => {
    const [mine, other] = [await servers.newRepository(), await servers.newRepository()];
    await servers.runBackup(other, small);
    const key = `/etc/amie-backup/repositories/${mine.name}`;
    const ssh = ['ssh', '-F/dev/null', '-i', `${key}/key`, '-oBatchMode=yes', '-oHostKeyAlias=backup'];
    const knock = (as: string, ...words: string[]) =>
      lab.exec('mail1', [
        ...ssh,
        `-oUserKnownHostsFile=${key}/known_hosts`,
        `${as}@${lab.address('backup1')}`,
        ...words,
      ]);
    await expect(knock(other.name)).rejects.toThrow('Permission denied');
    await expect(knock('root')).rejects.toThrow('Permission denied');
    // Whatever is asked for, Borg is what answers: it waits for its own protocol, or takes it for words of its own.
    await expect(knock(mine.name, 'cat', `${home(other.name)}/mail1/config`)).rejects.toThrow('usage: borg');
    for (const words of [['borg', 'list', `${home(other.name)}/mail1`], ['borg', 'serve'], []])
      expect(await knock(mine.name, ...words)).toMatch(
        /^Borg [0-9.]+: Got connection close before repository was opened/,
      );
  }, 30_000);

  test('gives back the room of what failed when it is compacted, and not while somebody holds that back', async () => {
    const made = await servers.newRepository(10_240);
    await servers.finish('backup.run', { name: made.name, things: [mailboxOf(large)] });
    const compact = () => lab.exec('backup1', ['/usr/local/sbin/amie-backup-keep', 'compact', made.name]);
    const used = async () => {
      // What btrfs counts is what it has written.
      await lab.exec('backup1', ['btrfs', 'filesystem', 'sync', '/srv']);
      return Number((await state(made.name))['usedKib']);
    };
    const stop = `/etc/amie-backup/stop/${made.name}`;
    const full = await used();
    await lab.exec('backup1', ['touch', stop]);
    await compact();
    expect(await used()).toBe(full);
    await lab.exec('backup1', ['rm', stop]);
    await compact();
    expect(await used()).toBeLessThan(full / 10);
    await servers.runBackup(made, small);
  }, 60_000);

  test('set aside is closed at once, and comes back with everything in it', async () => {
    const made = await servers.newRepository();
    const archive = await servers.runBackup(made, small);
    await servers.write('backup1', 'backup.set-aside', { name: made.name, generation: '2' });
    expect(await state(made.name)).toMatchObject({ state: 'aside', oddities: [] });
    expect(await servers.look('mail1', 'backup.check', { name: made.name })).toMatchObject({ state: 'refused' });
    await servers.put(made, { generation: '3' });
    const back = { name: made.name, archive, thing: mailboxOf(small), part: null, into: 'beside' };
    expect(await servers.finish('backup.restore', back)).toMatchObject({ state: 'succeeded', result: { files: 5 } });
  }, 30_000);

  test('is erased after the wait and never before, and its name is not given again', async () => {
    const made = await servers.newRepository();
    const wanted = { name: made.name, generation: '2' };
    expect(await servers.write('backup1', 'backup.purge', wanted)).toMatchObject({ ok: false, code: 'in-use' });
    await servers.write('backup1', 'backup.set-aside', wanted);
    expect(await servers.write('backup1', 'backup.purge', wanted)).toMatchObject({ ok: false, code: 'not-yet' });
    const usual = await lab.exec('backup1', ['cat', settings]);
    try {
      await lab.exec('backup1', ['tee', settings], { stdin: '{"purgeWaitSeconds":0,"keptDays":30}' });
      expect(await servers.write('backup1', 'backup.purge', wanted)).toMatchObject({ ok: true, state: 'missing' });
    } finally {
      await lab.exec('backup1', ['tee', settings], { stdin: usual });
    }
    expect(await lab.exec('backup1', ['find', '/srv/backup', '-name', `*${made.name}*`])).toBe('');
    await expect(lab.exec('backup1', ['getent', 'passwd', made.name])).rejects.toThrow('ended with 2');
    expect(await servers.put(made, { generation: '3' })).toMatchObject({ ok: false, code: 'taken' });
  }, 30_000);
});
