import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type DueOptions, dueReadings, failRun, gapsOf, publishSecret, startRun, withScope } from '@amie/database';
import {
  ask,
  inMeteredWorld,
  type MeteredWorld,
  newSource,
  own,
  read,
  run,
  silent,
  type Source,
  stored,
} from './world.js';

let world: MeteredWorld;
inMeteredWorld(async given => {
  world = given;
  await given.db.look(`update meter set added_at = '2025-01-01'`);
});

/** A source that has been there since a moment, its server perhaps since an earlier one. */
async function since(moment: string, server = moment): Promise<Source> {
  const source = await newSource(world);
  await world.db.look('update lane set created_at = $2 where server_id = $1', [source.serverId, moment]);
  await world.db.look('update server set created_at = $2 where id = $1', [source.serverId, server]);
  return source;
}

/** What is due of a source: `day slot`, with `over` when nobody will ever read it. */
async function due(source: Source, now: string, options: DueOptions = {}): Promise<string[]> {
  const all = await withScope(world.db.worker, 'all', em => dueReadings(em, { now: new Date(now), ...options }));
  return all
    .filter(({ serverId }) => serverId === source.serverId)
    .map(({ usageDay, slot, isOver }) => [usageDay, slot, ...(isOver ? ['over'] : [])].join(' '));
}

const nights = (found: readonly string[]) => found.filter(text => / 0/.test(text));

describe('the night', () => {
  it('is due from two in the morning, local time, until its day is over', async () => {
    const source = await since('2025-10-07T10:00:00Z');
    await read(source, '2025-10-07', []);
    expect(nights(await due(source, '2025-10-07T23:59:59Z'))).toEqual([]);
    expect(nights(await due(source, '2025-10-08T00:00:00Z'))).toEqual(['2025-10-08 0']);
    expect(nights(await due(source, '2025-10-08T21:59:59Z'))).toEqual(['2025-10-08 0']);
    expect(nights(await due(source, '2025-10-08T22:00:00Z'))).toEqual(['2025-10-08 0 over']);
  });

  it('is due once on each night of a change of hour', async () => {
    const spring = await since('2025-03-30T00:00:00Z');
    expect(nights(await due(spring, '2025-03-30T00:59:59Z'))).toEqual([]);
    expect(nights(await due(spring, '2025-03-30T01:00:00Z'))).toEqual(['2025-03-30 0']);
    const autumn = await since('2025-10-26T00:00:00Z');
    expect(nights(await due(autumn, '2025-10-26T01:00:00Z'))).toEqual(['2025-10-26 0']);
    await read(autumn, '2025-10-26', []);
    expect(nights(await due(autumn, '2025-10-26T22:59:59Z'))).toEqual([]);
  });

  it('is due at once when somebody asks, though not twice', async () => {
    const source = await since('2025-10-08T10:00:00Z');
    await read(source, '2025-10-08', []);
    const asked = () => due(source, '2025-10-08T22:10:00Z', { isAskedFor: true });
    expect(nights(await asked())).toEqual(['2025-10-09 0']);
    await read(source, '2025-10-09', []);
    expect(nights(await asked())).toEqual([]);
  });

  it('W8: stays due while its run is begun, dies or fails, and is tried again at a distance', async () => {
    const source = await since('2025-10-08T00:00:00Z');
    const slot = run(source, '2025-10-08');
    await withScope(world.db.worker, 'all', em => startRun(em, slot));
    const at = '2025-10-08T04:00:00Z';
    expect(nights(await due(source, at))).toEqual(['2025-10-08 0']);
    const second = await withScope(world.db.worker, 'all', em => startRun(em, slot));
    await withScope(world.db.worker, 'all', em => failRun(em, second, 'no answer'));
    await world.db.look(`update meter_run set ended_at = '2025-10-08T04:00:00Z' where id = $1`, [second]);
    expect(nights(await due(source, '2025-10-08T04:10:00Z'))).toEqual([]);
    expect(nights(await due(source, '2025-10-08T04:10:00Z', { isAskedFor: true }))).toEqual(['2025-10-08 0']);
    expect(nights(await due(source, '2025-10-08T04:15:00Z'))).toEqual(['2025-10-08 0']);
    await read(source, '2025-10-08', []);
    expect(nights(await due(source, '2025-10-08T23:00:00Z'))).toEqual([]);
  });

  it('W25: is missed for each day on which nothing ran, until somebody says that it was silent', async () => {
    const source = await since('2025-10-01T00:00:00Z');
    await read(source, '2025-10-01', []);
    const now = '2025-10-10T06:00:00Z';
    const missed = Array.from({ length: 8 }, (_, index) => `2025-10-0${2 + index} 0 over`);
    expect(nights(await due(source, now))).toEqual([...missed, '2025-10-10 0']);
    for (let day = 2; day < 10; day += 1) await silent(source, `2025-10-0${day}`);
    expect(nights(await due(source, now))).toEqual(['2025-10-10 0']);
  });

  it('is neither due nor a gap of a month before an old server took up the service', async () => {
    const source = await since('2025-10-08T12:00:00Z', '2024-01-01T00:00:00Z');
    await read(source, '2025-10-08', []);
    expect(nights(await due(source, '2025-10-09T06:00:00Z'))).toEqual(['2025-10-09 0']);
    const gaps = await withScope(world.db.worker, 'all', em => gapsOf(em, '2025-10', '2025-10-10T12:00:00Z'));
    const ours = gaps.filter(({ serverId }) => serverId === source.serverId);
    expect(ours.map(({ day }) => day)).not.toContain('2025-10-07');
  });

  it('is never due before the server or the meter was there, nor of a service without meters', async () => {
    const source = await since('2025-10-08T12:00:00Z');
    expect(nights(await due(source, '2025-10-09T06:00:00Z'))).toEqual(['2025-10-08 0 over', '2025-10-09 0']);
    const services = await withScope(world.db.worker, 'all', em => dueReadings(em));
    expect(services.filter(({ service }) => !['mail', 'web'].includes(service))).toEqual([]);
  });
});

describe('secret samples', () => {
  it('are taken when the published secret says, as anybody can compute', async () => {
    const source = await since('2025-10-07T22:00:00Z');
    await due(source, '2025-10-08T12:00:00Z');
    const secret = await withScope(world.db.api, 'all', em => publishSecret(em, '2025-10'));
    const mac = createHmac('sha256', Buffer.from(secret ?? '', 'hex'))
      .update(`${source.serverId}/mail|2025-10-08`)
      .digest();
    const dayBegins = Date.parse('2025-10-08T00:00:00+02:00');
    for (const slot of [1, 2]) {
      const at = dayBegins + (mac.readUIntBE(8 * slot - 8, 6) % 86_400) * 1000;
      const name = `2025-10-08 ${slot}`;
      expect(await due(source, new Date(at - 1).toISOString())).not.toContain(name);
      expect(await due(source, new Date(at).toISOString())).toContain(name);
    }
  });

  it("are nobody's to know before their month is over", async () => {
    const month = new Date().toISOString().slice(0, 7);
    await withScope(world.db.worker, 'all', em => dueReadings(em));
    expect(await world.db.look(`select from sample_secret where month = $1`, [`${month}-01`])).toHaveLength(1);
    expect(await ask(world.db, 'api', 'select from sample_secret where published_at is null')).toEqual([]);
    await expect(ask(world.db, 'worker', 'select * from sample_secret')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(world.db, 'worker', `select amie_secret_of('2025-10-01')`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(withScope(world.db.api, 'all', em => publishSecret(em, month))).rejects.toMatchObject({
      code: 'AM302',
    });
    expect(await ask(world.db, 'api', 'select from sample_secret where published_at is null')).toEqual([]);
  });

  it('are told to nobody before they come, whatever moment is asked for', async () => {
    const [next] = await world.db.look<{ day: string }>(
      `select ((now() at time zone amie_zone())::date + 1)::text as day`,
    );
    await since('2025-10-08T00:00:00Z');
    const later = `select usage_day::text as day from amie_due_readings(now() + interval '2 days', true)
      where usage_day >= $1::date`;
    for (const role of ['api', 'worker'] as const) expect(await ask(world.db, role, later, [next?.day])).toEqual([]);
  });

  it('of a silent day leave no reading, for the night has one', async () => {
    const source = await since('2025-10-07T22:00:00Z');
    await own(source, 'recre', ['domain/recre/quiet.test']);
    await read(source, '2025-10-08', [stored('mail.storage', 'domain/recre/quiet.test', 4n)]);
    expect(await due(source, '2025-10-08T22:00:00Z')).toEqual(['2025-10-08 1 over', '2025-10-08 2 over']);
  });
});
