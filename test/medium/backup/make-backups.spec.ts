import 'reflect-metadata';
import { readConfig } from '@amie/config';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { MakeBackups } from '../../../apps/worker/jobs/make-backups.js';
import { Schedule } from '../../../apps/worker/schedule.js';
import { WorkerModule } from '../../../apps/worker/worker-module.js';
import { backupDriver } from '../../../libs/services/backup/backup-driver.js';
import { FakeBackupServer, fakeDoor, FakeSource, keyOf } from './fake-agents.js';
import { jobsOf, newRepositoryWorld, type RepositoryWorld } from './repository-world.js';

describe('the worker, with sources in memory,', () => {
  let world: RepositoryWorld;
  let backup: FakeBackupServer;
  let mail: FakeSource;
  let app: INestApplicationContext;

  beforeEach(async () => {
    world = await newRepositoryWorld();
    [backup, mail] = [new FakeBackupServer(), new FakeSource()];
    mail.endsAtOnce = true;
    mail.keys.set('b00001', { turn: 1, publicKey: keyOf('b00001 1'), escrowKey: null });
    const config = readConfig({
      DATABASE_URL_WORKER: world.db.url('worker'),
      AMIE_QUEUE: 'off',
      AMIE_CREDENTIALS: world.db.credentials.folder,
    });
    const drivers = [backupDriver(fakeDoor({ backup1: backup, mail1: mail }))];
    const parts = { config, db: world.db.worker, drivers, passwordKey: world.db.passwordKey };
    app = await NestFactory.createApplicationContext(WorkerModule.register(parts), { logger: false });
    app.get(Schedule).stop();
  });
  afterEach(async () => {
    await app.close();
    await world[Symbol.asyncDispose]();
  });

  /** One look starts what is due, the next finds its end. */
  const make = async (looks = 2) => {
    for (let look = 0; look < looks; look += 1) await app.get(MakeBackups).look(new AbortController().signal);
  };
  const archives = () => world.db.look<{ things: unknown }>('select things from backup_archive', []);

  test('runs what the night asks for: every mailbox of the member on that server, told by name', async () => {
    await make();
    expect((await jobsOf(world.db)).filter(job => job.kind === 'run')).toMatchObject([{ state: 'succeeded' }]);
    const thing = { kind: 'mailbox', store: 'ada', login: 'ada@recre.test' };
    expect(await archives()).toEqual([{ things: [{ thing, files: 2, bytes: 20 }] }]);
  });

  test('tries a restore as soon as there is something to restore, and keeps when it was proven', async () => {
    await make();
    await make();
    const [drill] = (await jobsOf(world.db)).filter(job => job.kind === 'drill');
    expect(drill).toMatchObject({ state: 'succeeded' });
  });

  test('says why a run failed', async () => {
    mail.failsWith = 'repository-full';
    await make();
    const text = 'select state, problem from backup_job';
    expect(await world.db.look(text, [])).toEqual([
      { state: 'failed', problem: { code: 'backup-repository-full', detail: '', isTerminal: true } },
    ]);
  });

  test('puts off what its source cannot take now, and does it later', async () => {
    mail.isReachable = false;
    await make();
    expect(await jobsOf(world.db)).toMatchObject([{ state: 'due' }]);
    mail.isReachable = true;
    await world.db.look('update backup_job set next_look_at = now()', []);
    await make();
    expect((await jobsOf(world.db))[0]).toMatchObject({ state: 'succeeded' });
  });

  test('goes on with what a worker before it started, and starts nothing twice', async () => {
    mail.endsAtOnce = false;
    await make(1);
    const [job] = await jobsOf(world.db);
    expect(job).toMatchObject({ state: 'started' });
    mail.succeed(job?.id ?? '');
    await make();
    expect((await jobsOf(world.db))[0]).toMatchObject({ id: job?.id, state: 'succeeded' });
    expect([...mail.jobs.values()].filter(one => one.verb === 'run')).toHaveLength(1);
  });

  test('starts again what its source lost', async () => {
    mail.endsAtOnce = false;
    await make(1);
    mail.jobs.clear();
    mail.endsAtOnce = true;
    await make(3);
    expect((await jobsOf(world.db))[0]).toMatchObject({ state: 'succeeded' });
  });

  test('restores what a person asked for, and ends the task with it', async () => {
    await make();
    const thing = { kind: 'mailbox', store: 'ada', login: 'ada@recre.test' };
    const ask = { archive: '2026-11-23T020000Z', thing, part: 'INBOX', into: 'beside' };
    const [task] = await world.db.look<{ id: string }>(
      `insert into task (kind, member_id, asked_by) values ('backup-restore', $1, 'technician:ada') returning id`,
      [world.memberId],
    );
    await world.db.look(
      `insert into backup_job (kind, repository_id, member_id, source, ask, task_id, asked_by)
       values ('restore', $1, $2, 'mail1', $3, $4, 'technician:ada')`,
      [world.repositoryId, world.memberId, JSON.stringify(ask), task?.id],
    );
    await make(4);
    const ordered = [...mail.jobs.values()].find(job => job.verb === 'restore')?.item;
    expect(ordered).toMatchObject({ name: 'b00001', ...ask });
    expect(await world.db.look('select state from task', [])).toEqual([{ state: 'done' }]);
    const events = await world.db.look<{ code: string }>('select code from task_event order by n', []);
    expect(events.map(({ code }) => code)).toEqual(['backup-started', 'backup-succeeded', 'task-done']);
  });

  test('gives up a restore whose words no server may be sent', async () => {
    await world.db.look(
      `insert into backup_job (kind, repository_id, member_id, source, ask, asked_by)
       values ('restore', $1, $2, 'mail1', '{"archive":"x","thing":{"kind":"site","name":"../etc"}}', 'technician:ada')`,
      [world.repositoryId, world.memberId],
    );
    await make();
    expect((await jobsOf(world.db)).find(job => job.kind === 'restore')).toMatchObject({ state: 'failed' });
    expect([...mail.jobs.values()].some(job => job.verb === 'restore')).toBe(false);
  });
});
