import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { applyEdits, codeOf, purgeDue, withScope } from '@amie/database';
import { addTechnician, as, newRepositoryWorld, type RepositoryWorld } from './repository-world.js';

describe('the database lets a repository be deleted by two people and 72 hours only:', () => {
  let world: RepositoryWorld;
  beforeEach(async () => {
    world = await newRepositoryWorld();
    await addTechnician(world.db, 'ada');
    await addTechnician(world.db, 'grace');
  });
  afterEach(async () => await world[Symbol.asyncDispose]());

  const place = (presence: 'present' | 'aside' | 'absent', purgeAfter?: Date) =>
    withScope(world.db.api, 'all', em =>
      applyEdits(em, { actor: 'technician:ada' }, [{ op: 'presence', id: world.repositoryId, presence, purgeAfter }]),
    );
  const approve = (name: string) =>
    as(world.db, 'api', 'update repository_deletion set approved_by = $1 where resource_id = $2', [
      `technician:${name}`,
      world.repositoryId,
    ]);
  const look = async () => {
    const text = `select presence, purge_after from resource where id = $1`;
    return (await world.db.look<{ presence: string; purge_after: Date | null }>(text, [world.repositoryId]))[0];
  };
  /** As if everything had been asked for that much earlier. */
  const age = async (hours: number) => {
    await world.db.look('alter table repository_deletion disable trigger guard_approval', []);
    await world.db.look('update repository_deletion set asked_at = asked_at - make_interval(hours => $1)', [hours]);
    await world.db.look('alter table repository_deletion enable trigger guard_approval', []);
  };
  const refusal = async (work: Promise<unknown>): Promise<string> => work.then(() => 'done', codeOf);

  test('setting it aside asks for it, and no date of purging comes of that alone', async () => {
    await place('aside', new Date(0));
    expect(await look()).toEqual({ presence: 'aside', purge_after: null });
    expect(await purgeDue(world.db.worker)).toEqual([]);
  });

  test('nobody makes it absent at once, the owner of the tables apart: not the API, not the worker', async () => {
    expect(await refusal(place('absent'))).toBe('AM001');
    await place('aside');
    expect(await refusal(place('absent'))).toBe('AM001');
    const asWorker = as(world.db, 'worker', `update resource set presence = 'absent' where id = $1`, [
      world.repositoryId,
    ]);
    expect(await refusal(asWorker)).toBe('AM001');
    expect((await look())?.presence).toBe('aside');
  });

  test('whoever asked cannot approve, a stranger neither, nor a technician made up since', async () => {
    await place('aside');
    expect(await refusal(approve('ada'))).toBe('23514');
    expect(await refusal(approve('nobody'))).toBe('AM003');
    await as(world.db, 'api', `insert into api_token (name, token_hash, role) values ('eve', 'e', 'technician')`);
    expect(await refusal(approve('eve'))).toBe('AM003');
  });

  test('the worker can neither ask nor approve', async () => {
    await place('aside');
    const values = [world.repositoryId];
    const tries = [
      `update repository_deletion set approved_by = 'technician:grace' where resource_id = $1`,
      `update repository_deletion set asked_at = '2000-01-01' where resource_id = $1`,
      `delete from repository_deletion where resource_id = $1`,
    ];
    for (const text of tries) expect(await refusal(as(world.db, 'worker', text, values))).toBe('42501');
  });

  test('approved by another, it waits 72 hours from the request, and goes then', async () => {
    await place('aside');
    await approve('grace');
    await as(world.db, 'api', 'update resource set purge_after = now() where id = $1', [world.repositoryId]);
    const due = (await look())?.purge_after as Date;
    expect(Math.round((due.getTime() - Date.now()) / 3_600_000)).toBe(72);
    expect(await refusal(place('absent'))).toBe('AM001');
    expect(await purgeDue(world.db.worker)).toEqual([]);
    await age(73);
    await as(world.db, 'api', 'update resource set purge_after = now() where id = $1', [world.repositoryId]);
    expect(await purgeDue(world.db.worker)).toHaveLength(1);
    expect((await look())?.presence).toBe('absent');
  });

  test('72 hours without approval delete nothing', async () => {
    await place('aside');
    await age(1_000);
    expect(await refusal(place('absent'))).toBe('AM001');
  });

  test('brought back, it is as if nobody had asked', async () => {
    await place('aside');
    await approve('grace');
    await age(100);
    await place('present');
    expect(await world.db.look('select * from repository_deletion', [])).toEqual([]);
    await place('aside');
    expect(await refusal(place('absent'))).toBe('AM001');
  });

  test('an approval is given once and changes nothing else', async () => {
    await place('aside');
    await approve('grace');
    expect(await refusal(approve('grace'))).toBe('AM002');
  });

  test('the one repository of a member stays the only one until it is gone', async () => {
    await place('aside');
    const again = as(
      world.db,
      'api',
      `insert into resource (member_id, server_id, service, kind, key, spec)
       select member_id, server_id, service, kind, 'repository/la-recre/b00002', spec from resource where id = $1`,
      [world.repositoryId],
    );
    expect(await refusal(again)).toBe('23505');
  });
});
