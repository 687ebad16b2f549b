import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { BackupServers, type Repository } from './backup-servers.js';

const script = readFileSync(path.join(import.meta.dirname, 'sites.py'), 'utf8');
const name = `w${90_000 + (Date.now() % 9_000)}`;
const site = { kind: 'site', name };
const database = { kind: 'site-database', name: `${name}_blog`, engine: 'mariadb' };

describe('a site that was backed up', () => {
  let servers: BackupServers;
  let made: Repository;
  let archive: string;
  let then: Readonly<Record<string, string>>;

  const onSite = (act: string) => lab.exec('web1', ['python3', '-', act, name], { stdin: script });
  const hashes = async () => JSON.parse(await onSite('hashes')) as Record<string, string>;
  const restore = (into: 'beside' | 'in-place', part: string | null = null, thing: object = site) =>
    servers.finish('backup.restore', { name: made.name, archive, thing, part, into });
  const read = (file: string) => lab.exec('web1', ['cat', `/srv/web/${name}/${file}`]);

  beforeAll(async () => {
    servers = await BackupServers.start('web1');
    await onSite('make');
    then = await hashes();
    made = await servers.newRepository();
    archive = await servers.runBackup(made, site, database);
    await onSite('spoil');
  }, 180_000);
  afterAll(async () => {
    await onSite('remove');
    servers[Symbol.dispose]();
  });

  test('gives back one file and leaves the rest', async () => {
    const { result } = await restore('in-place', 'htdocs/blog/3.html');
    expect(result).toMatchObject({ files: 1 });
    expect(await read('htdocs/blog/3.html')).toBe('page 3');
    expect(await read('htdocs/new.html')).toBe('new');
    expect(await read(`${String(result?.['keptAs'])}/htdocs/blog/3.html`)).toBe('spoilt');
    expect(await restore('beside', 'htdocs/blog/again.html')).toMatchObject({ result: { files: 1, bytes: 6 } });
  }, 30_000);

  test('is in place what it was, file by file, and keeps beside what it had become', async () => {
    const { result } = await restore('in-place');
    expect(await hashes()).toEqual(then);
    expect(await read(`${String(result?.['keptAs'])}/htdocs/new.html`)).toBe('new');
  }, 30_000);

  test('gives its database back as a dump to load', async () => {
    const { result } = await restore('beside', null, database);
    expect(await read(`${String(result?.['restoredAs'])}/dump.sql`)).toContain("INSERT INTO `posts` VALUES\n('hello')");
  }, 30_000);

  test('passes a drill, and leaves no picture and no dump lying about', async () => {
    expect(await servers.finish('backup.drill', { name: made.name })).toMatchObject({
      state: 'succeeded',
      result: { sampled: 24, matching: 24 },
    });
    expect(await lab.exec('web1', ['find', '/srv/web/.backup', '/var/lib/amie-backup/staging', '-mindepth', '1'])).toBe(
      '',
    );
  }, 30_000);
});
