import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Desired } from '@amie/reconcile';
import { Connections } from '@amie/servers';
import { backupDriver } from '../../../libs/services/backup/backup-driver.js';
import { runLane } from '../../contract/run-lane.js';
import { lab } from '../../lab/lab-client.js';
import { newRepository } from '../backup/repositories.js';
import { epochsFrom, labCredentials, labServer, newLabLease, newSlug } from '../servers/lab-drivers.js';
import { amountsOf, measured } from './support/measured.js';

jest.setTimeout(120_000);
const slug = newSlug();
const name = `b${Math.floor(10_000_000 + Math.random() * 89_999_999)}`;
const repository = newRepository(name, { slug, sources: [] });
const connections = new Connections(labCredentials());
const server = () => labServer('backup1', { id: 'ba0c0000-0000-4000-8000-000000000003' });

const run = (...desired: readonly Desired[]) =>
  runLane(backupDriver(connections), server(), newLabLease('backup', epochsFrom()), desired);
const measure = () => measured(backupDriver(connections), server());

beforeAll(async () => {
  await lab.up(['backup1']);
  await run(repository);
});
afterAll(() => connections[Symbol.dispose]());

describe('the meters of a backup server', () => {
  test('are what the file system counts, in use and set aside', async () => {
    const script = `dd if=/dev/urandom of=/srv/backup/${name}/archive bs=1M count=2 status=none; sync; du -sk /srv/backup/${name} | cut -f1`;
    const du = BigInt((await lab.exec('backup1', ['sh', '-c', script])).trim());
    const seen = await measure();
    const used = amountsOf(seen, repository.key)['backup.repo'] as bigint;
    expect(used).toBeGreaterThanOrEqual(2048n);
    expect(used - du).toBeLessThan(128n);
    expect(amountsOf(seen, `unit/${slug}`)).toEqual({ 'backup.repos': 1n });
    expect(seen.control?.total).toBeGreaterThanOrEqual(used);
    await run({ ...repository, generation: 2n, presence: 'aside' });
    const aside = await measure();
    expect(amountsOf(aside, repository.key)).toEqual({ 'backup.repo': used });
    expect(amountsOf(aside, `unit/${slug}`)).toEqual({ 'backup.repos': 1n });
  });
});
