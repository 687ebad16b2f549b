import { describe, expect, it } from '@jest/globals';
import { followOwners, giveSubjects, house, UnknownOwnerError, withScope } from '@amie/database';
import { inMeteredWorld, type MeteredWorld, newSource, own, read, readings, type Source, stored } from './world.js';

let world: MeteredWorld;
inMeteredWorld(given => {
  world = given;
});

const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Paris' });
const now = { observedAt: undefined };

/** Whose a subject is and was, as known now: `slug from..until because`. */
async function ownersOf(source: Source, key: string): Promise<string[]> {
  const found = await world.db.look<{ told: string }>(
    `select coalesce(m.slug, '~house') || ' ' || coalesce(lower(valid)::date::text, '') || '..' ||
       coalesce(upper(valid)::date::text, '') || ' ' || cause as told
     from subject_owner o join subject s on s.id = o.subject_id left join member m on m.id = o.member_id
     where s.server_id = $1 and s.key = $2 and o.retired_at is null order by lower(valid) nulls first`,
    [source.serverId, key],
  );
  return found.map(({ told }) => told);
}

/** A domain of the member's that stands on the server since a day. */
async function addDomain(source: Source, slug: string, name: string, since = '2025-09-10'): Promise<string> {
  const key = `domain/${slug}/${name}`;
  await world.db.look(
    `insert into resource (member_id, server_id, service, kind, key, spec, created_at, observed_at, observed_generation)
     select id, $1, 'mail', 'domain', $2, '{}', $3, $3, 1 from member where slug = $4`,
    [source.serverId, key, since, slug],
  );
  return key;
}

const turn = (key: string, set: string) => world.db.look(`update resource set ${set} where key = $1`, [key]);
const follow = () => withScope(world.db.worker, 'all', em => followOwners(em));

describe('whose a subject is', () => {
  it('is said by what stands behind it, from when that was made', async () => {
    const source = await newSource(world);
    const key = await addDomain(source, 'recre', 'a.test');
    await read(source, today, [stored('mail.boxes', key, 1n), stored('mail.boxes', 'domain/nobody/b.test', 1n)], now);
    expect(await ownersOf(source, key)).toEqual(['recre 2025-09-10.. first-seen']);
    expect(await ownersOf(source, 'domain/nobody/b.test')).toEqual(['~house .. first-seen']);
  });

  it("stays the member's while it is set aside, and is the house's once purged", async () => {
    const source = await newSource(world);
    const key = await addDomain(source, 'recre', 'aside.test');
    await read(source, today, [stored('mail.storage', key, 9n)], now);
    await turn(key, `presence = 'aside', generation = 2, observed_generation = 2, observed_at = '2025-10-02'`);
    await follow();
    expect(await ownersOf(source, key)).toEqual(['recre 2025-09-10.. first-seen']);
    await turn(key, `presence = 'absent', generation = 3, observed_at = '2025-10-20'`);
    await follow();
    expect(await ownersOf(source, key)).toHaveLength(1);
    await turn(key, 'observed_generation = 3');
    await follow();
    await follow();
    expect(await ownersOf(source, key)).toEqual([
      'recre 2025-09-10..2025-10-20 first-seen',
      '~house 2025-10-20.. purged',
    ]);
    await turn(key, `presence = 'present', generation = 4`);
    await follow();
    expect((await ownersOf(source, key)).at(-1)).toMatch(/^recre \d{4}-\d\d-\d\d\.\. returned$/);
  });

  it("is the house's from when its member left on, and its member's again on return", async () => {
    const source = await newSource(world);
    await world.db.look(`insert into member (slug, name) values ('leaver', 'Leaver')`);
    const key = await addDomain(source, 'leaver', 'l.test');
    await read(source, today, [stored('mail.storage', key, 9n)], now);
    const parts = (from: string, until: string | null) =>
      world.db.look(
        `insert into membership (member_id, half_parts, valid, recorded_by)
         select id, 2, tstzrange($1, $2), 't' from member where slug = 'leaver'`,
        [from, until],
      );
    await parts('2025-01-01T00:00Z', '2025-10-15T00:00Z');
    await follow();
    expect(await ownersOf(source, key)).toEqual([
      'leaver 2025-09-10..2025-10-15 first-seen',
      '~house 2025-10-15.. left',
    ]);
    await parts('2025-11-01T00:00Z', null);
    await follow();
    expect((await ownersOf(source, key)).slice(1)).toEqual([
      '~house 2025-10-15..2025-11-01 left',
      'leaver 2025-11-01.. returned',
    ]);
  });

  it("is the house's between two stretches of its member's parts, though both were recorded at once", async () => {
    const source = await newSource(world);
    await world.db.look(`insert into member (slug, name) values ('resting', 'Resting')`);
    const key = await addDomain(source, 'resting', 'r.test');
    await read(source, today, [stored('mail.storage', key, 9n)], now);
    await world.db.look(
      `insert into membership (member_id, half_parts, valid, recorded_by)
       select id, 2, valid, 't' from member, unnest('{[2025-01-01,2025-09-20),[2025-09-20,2025-10-10),[2025-10-20,2025-11-01),[2025-11-05,2099-01-01)}'::tstzmultirange) as valid
       where slug = 'resting'`,
    );
    const expected = [
      'resting 2025-09-10..2025-10-10 first-seen',
      '~house 2025-10-10..2025-10-20 left',
      'resting 2025-10-20..2025-11-01 returned',
      '~house 2025-11-01..2025-11-05 left',
      'resting 2025-11-05.. returned',
    ];
    await follow();
    expect(await ownersOf(source, key)).toEqual(expected);
    await turn(key, `presence = 'absent', observed_at = '2025-11-10'`);
    await follow();
    expect((await ownersOf(source, key)).slice(4)).toEqual([
      'resting 2025-11-05..2025-11-10 returned',
      '~house 2025-11-10.. purged',
    ]);
  });

  it('is never forgotten: a transfer keeps what was known before, and says from when', async () => {
    const source = await newSource(world);
    const key = 'domain/recre/moved.test';
    await own(source, 'recre', [key]);
    await own(source, 'theatre', [key], '2025-10-10T00:00:00Z');
    await own(source, house, [key], '2025-10-05T00:00:00Z');
    expect(await ownersOf(source, key)).toEqual([
      'recre 2020-01-01..2025-10-05 transferred',
      '~house 2025-10-05.. transferred',
    ]);
    const [all] = await world.db.look<{ many: number }>(
      `select count(*)::int as many from subject_owner o join subject s on s.id = o.subject_id where s.key = $1`,
      [key],
    );
    expect(all?.many).toBe(5);
    const subject = [{ serverId: source.serverId, service: 'mail', key }];
    const unknown = withScope(world.db.worker, 'all', em => giveSubjects(em, subject, 'ghost', new Date()));
    await expect(unknown).rejects.toThrow(UnknownOwnerError);
  });

  it('never overlaps, whoever writes', async () => {
    const overlapping = world.db.look(
      `insert into subject_owner (subject_id, valid, cause) select subject_id, valid, cause from subject_owner
       where retired_at is null limit 1`,
    );
    await expect(overlapping).rejects.toMatchObject({ code: '23P01' });
  });
});

describe('what stands on a server', () => {
  it('is missed from its first night on, though no listing ever showed it', async () => {
    const source = await newSource(world);
    const seen = await addDomain(source, 'recre', 'seen.test');
    await addDomain(source, 'recre', 'hidden.test');
    expect(await read(source, today, [stored('mail.boxes', seen, 1n)], now)).toMatchObject({ added: 1, absent: 3 });
    expect((await readings(source)).map(row => [row.key, row.meter, row.quality])).toEqual([
      ['domain/recre/hidden.test', 'mail.boxes', 'a'],
      ['domain/recre/hidden.test', 'mail.storage', 'a'],
      ['domain/recre/seen.test', 'mail.boxes', 'o'],
      ['domain/recre/seen.test', 'mail.storage', 'a'],
    ]);
  });

  it('is missed no more once it is purged', async () => {
    const source = await newSource(world);
    const key = await addDomain(source, 'recre', 'gone.test');
    await turn(key, `presence = 'absent', observed_at = '2025-10-20'`);
    expect(await read(source, today, [], now)).toMatchObject({ absent: 0 });
  });
});
