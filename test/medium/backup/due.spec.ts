import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openBackupJobs, planBackups, recordBackupEnded, recordBackupFacts, recordBackupStarted } from '@amie/database';
import { addMailbox, addNamed, jobsOf, newRepositoryWorld, type RepositoryWorld } from './repository-world.js';

const zone = 'Europe/Paris';

describe('what is due is decided by the database:', () => {
  let world: RepositoryWorld;
  beforeEach(async () => {
    world = await newRepositoryWorld();
  });
  afterEach(async () => await world[Symbol.asyncDispose]());

  const plan = () => planBackups(world.db.worker, zone);
  const end = async (state: 'succeeded' | 'failed', result = {}) => {
    const [job] = await openBackupJobs(world.db.worker);
    if (!job) throw new Error('no job is open');
    await recordBackupStarted(world.db.worker, job);
    const problem = { code: 'backup-failed', detail: '', isTerminal: false };
    await recordBackupEnded(world.db.worker, job, state === 'failed' ? { state, problem } : { state, result });
  };
  const shift = (hours: number) =>
    world.db.look(
      `update backup_job set created_at = created_at - make_interval(hours => $1),
        ended_at = ended_at - make_interval(hours => $1)`,
      [hours],
    );

  test('a new repository runs at once, however many ask and however often', async () => {
    await Promise.all([plan(), plan(), plan()]);
    await plan();
    expect(await jobsOf(world.db)).toMatchObject([{ kind: 'run', source: 'mail1', state: 'due' }]);
  });

  test('a night that succeeded is not run again, the next night is', async () => {
    await plan();
    await end('succeeded');
    await plan();
    expect(await jobsOf(world.db)).toHaveLength(1);
    await shift(25);
    await plan();
    expect(await jobsOf(world.db)).toHaveLength(2);
  });

  test('a failed run is tried again after a while', async () => {
    await plan();
    await end('failed');
    await plan();
    expect(await jobsOf(world.db)).toHaveLength(1);
    await shift(1);
    await plan();
    expect(await jobsOf(world.db)).toHaveLength(2);
  });

  test('a source that hosts nothing of the member runs nothing', async () => {
    await world.db.look(`update resource set presence = 'aside' where kind = 'mailbox'`, []);
    await plan();
    expect(await jobsOf(world.db)).toEqual([]);
  });

  test('a drill is due once there is something to try, then each week', async () => {
    await plan();
    await end('succeeded');
    const place = { repositoryId: world.repositoryId, memberId: world.memberId, source: 'mail1' };
    const archives = [{ archive: '2026-11-23T020000Z', at: '2026-11-23T02:00:00Z', things: [] }];
    await recordBackupFacts(world.db.worker, place, { archives, publicKey: 'k', sealed: null });
    await plan();
    expect((await jobsOf(world.db)).map(job => job.kind)).toEqual(['run', 'drill']);
    await end('succeeded', { sampled: 0 });
    await plan();
    expect(await jobsOf(world.db)).toHaveLength(2);
    // One that found nothing to compare proved nothing: the next day tries again.
    await shift(25);
    await plan();
    const due = async () => (await jobsOf(world.db)).filter(job => job.state === 'due').map(job => job.kind);
    expect(await due()).toEqual(['run', 'drill']);
    for (const _ of ['run', 'drill']) await end('succeeded', { sampled: 3 });
    await shift(25);
    await plan();
    expect(await due()).toEqual(['run']);
    await end('succeeded');
    await shift(24 * 7);
    await plan();
    expect(await due()).toEqual(['run', 'drill']);
  });

  test('a server that came to host something joins the sources, once, and its lane is told', async () => {
    const other = await addNamed(world.db, 'mail2', 'mail');
    await addMailbox(world.db, world.memberId, other, 'grace');
    expect(await plan()).toEqual([world.lane]);
    expect(await plan()).toEqual([]);
    const [row] = await world.db.look<{ sources: unknown; generation: bigint }>(
      `select spec->'sources' as sources, generation from resource where id = $1`,
      [world.repositoryId],
    );
    expect(row?.sources).toEqual([
      { server: 'mail1', turn: 1 },
      { server: 'mail2', turn: 1 },
    ]);
    expect(BigInt(row?.generation ?? 0)).toBe(2n);
  });

  test('what a closed repository had still to do is ended', async () => {
    await plan();
    await world.db.look(`update resource set presence = 'aside' where kind = 'repository'`, []);
    await plan();
    expect(await jobsOf(world.db)).toMatchObject([{ state: 'failed' }]);
  });
});
