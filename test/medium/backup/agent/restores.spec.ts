import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { BackupServers, mailboxOf, type Repository } from './backup-servers.js';

describe('a mailbox that was backed up', () => {
  let servers: BackupServers;
  let made: Repository;
  let store: string;
  let archive: string;
  let then: Readonly<Record<string, string>>;
  beforeAll(async () => {
    servers = await BackupServers.start();
    made = await servers.newRepository();
    store = await servers.newMailbox(1_000);
    await servers.makeLetters(store, 20, '.Projets');
    await servers.makeLetters(store, 10, '.Projets.2026');
    then = await servers.hashesOf(store);
    archive = await servers.runBackup(made, store);
  }, 120_000);
  afterAll(() => servers[Symbol.dispose]());

  const restore = (into: 'beside' | 'in-place', part: string | null = null) =>
    servers.finish('backup.restore', { name: made.name, archive, thing: mailboxOf(store), part, into });
  const day = () => archive.slice(0, 10);

  test('comes back within a minute with every letter as it was', async () => {
    await servers.loseMailbox(store);
    const started = performance.now();
    expect(await restore('in-place')).toMatchObject({ state: 'succeeded', result: { files: 1_030 } });
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(await servers.hashesOf(store)).toEqual(then);
  }, 90_000);

  test('comes back beside, and what is there now stays as it is', async () => {
    const now = await servers.hashesOf(store);
    const { result } = await restore('beside');
    expect(result).toMatchObject({ restoredAs: `Restored-${day()}`, keptAs: null });
    expect(await servers.hashesOf(store, `.Restored-${day()}`)).toEqual(then);
    expect(await servers.hashesOf(store)).toEqual(now);
  }, 30_000);

  test('gives back one folder with those below it, and keeps beside what stood there', async () => {
    await servers.makeLetters(store, 3, '.Projets');
    const [projects, now] = [await servers.hashesOf(store, '.Projets'), await servers.hashesOf(store)];
    const { result } = await restore('in-place', 'Projets');
    expect(result).toMatchObject({ files: 30, restoredAs: 'Projets' });
    expect(await servers.hashesOf(store, `.${String(result?.['keptAs'])}.Projets`)).toEqual(projects);
    expect(Object.keys(await servers.hashesOf(store, '.Projets'))).toHaveLength(20);
    expect(await servers.hashesOf(store)).toEqual(now);
  }, 30_000);

  test('is found again by a server that forgot every archive, once it has the passphrase', async () => {
    await lab.exec('mail1', [
      'rm',
      '-r',
      `/var/lib/amie-backup/index/${made.name}`,
      `/var/lib/amie-backup/borg/${made.name}`,
    ]);
    const newest = await servers.runBackup(made, store);
    const { archives } = await servers.look('mail1', 'backup.archives', { name: made.name });
    expect(archives).toMatchObject([{ archive: newest }, { archive, things: [{ store, files: 1_030 }] }]);
  }, 30_000);

  test('does not come back while nobody can say how much room it has', async () => {
    const now = await servers.hashesOf(store);
    await lab.systemctl('dir1', 'stop', 'slapd');
    try {
      expect(await restore('beside')).toMatchObject({ state: 'failed', code: 'failed' });
    } finally {
      await lab.systemctl('dir1', 'start', 'slapd');
    }
    expect(await servers.hashesOf(store)).toEqual(now);
  }, 60_000);

  test('is told when the archive or the folder asked for is not there', async () => {
    expect(await restore('beside', 'Nulle part')).toMatchObject({ state: 'failed', code: 'thing-missing' });
    const other = { name: made.name, archive: '2020-01-01T000000Z', part: null, into: 'beside' };
    const ended = await servers.finish('backup.restore', { ...other, thing: mailboxOf(store) });
    expect(ended).toMatchObject({ state: 'failed', code: 'archive-missing' });
  }, 30_000);

  test('passes a drill, and fails it once the server holds something else', async () => {
    expect(await servers.finish('backup.drill', { name: made.name })).toMatchObject({
      state: 'succeeded',
      result: { sampled: 200, matching: 200 },
    });
    const spoil = `
import glob, os
path = max(glob.glob("/srv/backup/${made.name}/mail1/data/*/*"), key=os.path.getsize)
with open(path, "r+b") as file:
    for place in range(5000, os.path.getsize(path) - 100, 5000):
        file.seek(place)
        file.write(b"spoilt")
`;
    await lab.exec('backup1', ['python3', '-c', spoil]);
    expect(await servers.finish('backup.drill', { name: made.name })).toMatchObject({ state: 'failed' });
  }, 40_000);
});
