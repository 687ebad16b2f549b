import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { claimNames, openTask, withScope } from '@amie/database';
import pg from 'pg';
import { addMember, newId } from '../support/database.js';
import { addCouple, ask, type Couple, edit, mailboxEdit, newWorld, type World } from './world.js';

jest.setTimeout(30_000);

let world: World;
let own: Couple;
let other: Couple;
let otherTask: string;

beforeAll(async () => {
  world = await newWorld();
  own = await addCouple(world, 'own');
  other = await addCouple(world, 'other');
  otherTask = await fillEveryTable(other);
});
afterAll(() => world[Symbol.asyncDispose]());

/** One row of a member in each table that has any. */
async function fillEveryTable({ memberId, personId, mailbox }: Couple): Promise<string> {
  const { db, serverId } = world;
  const taskId = await withScope(db.api, 'all', async em => {
    await claimNames(em, memberId, [{ kind: 'address', name: 'other@m.test', resourceId: mailbox }]);
    return openTask(em, { kind: 'people-added', memberId, askedBy: 'technician' });
  });
  await edit(world, [{ op: 'respec', id: mailbox, spec: { of: 'other' } }], taskId);
  const statements: [string, unknown[]][] = [
    [`insert into placement (member_id, service, server_id) values ($1, 'mail', $2)`, [memberId, serverId]],
    [`insert into invitation (person_id, member_id) values ($2, $1)`, [memberId, personId]],
    [
      `insert into domain_proof (resource_id, member_id, domain, token) values ($2, $1, 'm.test', 't')`,
      [memberId, mailbox],
    ],
    [
      `insert into people_import (member_id, file_sha256, rows, bad, plan, asked_by) values ($1, '\\x00', '[]', '[]', '{}', 't')`,
      [memberId],
    ],
    [
      `insert into resource_secret (resource_id, member_id, sealed, generation) values ($2, $1, '\\x00', 1)`,
      [memberId, mailbox],
    ],
    [`insert into server_question (resource_id, member_id, ask) values ($2, $1, '{}')`, [memberId, mailbox]],
  ];
  for (const [text, values] of statements) await ask(db, 'api', 'all', text, values);
  const drift = `insert into drift (service, server_id, member_id, key, kind) values ('mail', $2, $1, 'x', 'orphan')`;
  await ask(db, 'worker', 'all', drift, [memberId, serverId]);
  await fillBackups(memberId);
  await fillLedger(memberId);
  await fillPeriods(memberId);
  await fillReadings(memberId);
  return taskId;
}

/** A closed month in which the member has a share, and a correction of it. */
async function fillPeriods(memberId: string): Promise<void> {
  const { db } = world;
  const digest = '0'.repeat(64);
  const decision = newId();
  const statements: [string, unknown[]][] = [
    [`insert into board_decision (id, taken_on, title, recorded_by) values ($1, '2025-09-01', 'v', 't')`, [decision]],
    [
      `insert into policy (version, body, body_sha256, engine_version, drafted_by) values (1, '{}', $1, '1', 't')`,
      [digest],
    ],
    [`insert into period (month) values ('2025-10-01')`, []],
    [
      `update period set state = 'proposed', cutoff = now(), policy_version = 1, input_sha256 = $1, output_sha256 = $1,
         proposed_by = 't', proposed_at = now()`,
      [digest],
    ],
    [`update period set state = 'approved', approved_by = 't', approved_at = now(), decision_id = $1`, [decision]],
    [`insert into period_input (month, kind, member_id, amount) values ('2025-10-01', 'presence', $1, 2)`, [memberId]],
    [
      `insert into alloc_line (month, pool, component, member_id, amount_umin)
         values ('2025-10-01', 'mail', '~solidarity', $1, 0)`,
      [memberId],
    ],
    [`update period set state = 'closed', closed_by = 't', closed_at = now()`, []],
    [
      `insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, issued_by)
         values ('2025-10-01', '2025-11-01', 'mail', $1, 1, 'late', 't')`,
      [memberId],
    ],
    [`insert into provision (member_id, month, cents, recorded_by) values ($1, '2025-10-01', 100, 't')`, [memberId]],
  ];
  for (const [text, values] of statements) await ask(db, 'api', 'all', text, values);
}

/** A training of an hour with its sheet of attendance, and three parts. */
async function fillLedger(memberId: string): Promise<void> {
  const { db } = world;
  const entry = newId();
  const statements: [string, unknown[]][] = [
    [`insert into technician (name, full_name) values ('ada', 'Ada')`, []],
    [
      `insert into time_entry (id, technician_id, work_day, span, is_timed, minutes, kind, pool, member_id, created_by)
         select $2, id, '2025-10-06', '[2025-10-06 09:00+02,2025-10-06 10:00+02)', true, 60, 'collective', 'training',
           $1, 't' from technician`,
      [memberId, entry],
    ],
    [`insert into attendance (entry_id, member_id, minutes) values ($2, $1, 120)`, [memberId, entry]],
    [
      `insert into membership (member_id, half_parts, valid, recorded_by) values ($1, 6, '[2025-01-01 00:00+01,)', 't')`,
      [memberId],
    ],
  ];
  for (const [text, values] of statements) await ask(db, 'api', 'all', text, values);
}

/** Something of the member's that was read, and what it weighs. */
async function fillReadings(memberId: string): Promise<void> {
  const { db, serverId } = world;
  const statements: [string, unknown[]][] = [
    [
      `insert into meter (name, unit, form, service, subject_kind) values ('mail.boxes', 'count', 'gauge', 'mail', 'domain')`,
      [],
    ],
    [`insert into subject (server_id, service, key) values ($1, 'mail', 'domain/other/m.test')`, [serverId]],
    [
      `insert into subject_owner (subject_id, member_id, valid, cause)
         select max(id), $1, '[2025-10-01,)', 'first-seen' from subject`,
      [memberId],
    ],
    [
      `insert into usage_month (month, meter_id, member_id, subject_id, amount, days_observed, days_estimated, days_unknown)
         select '2025-09-01', max(m.id), $1, max(s.id), 0, 0, 0, 0 from meter m, subject s`,
      [memberId],
    ],
  ];
  for (const [text, values] of statements) await ask(db, 'worker', 'all', text, values);
}

/** A repository whose deletion was asked for, with a source, an archive and a run. */
async function fillBackups(memberId: string): Promise<void> {
  const { db } = world;
  const id = newId();
  const repository = { id, service: 'backup', kind: 'repository', key: 'repository/other', spec: {} } as const;
  await edit(world, [mailboxEdit(world, memberId, 'other', repository)]);
  const at = [id, memberId];
  await ask(
    db,
    'worker',
    'all',
    `insert into backup_source (repository_id, member_id, source, public_key) values ($1, $2, 's', 'k')`,
    at,
  );
  await ask(
    db,
    'worker',
    'all',
    `insert into backup_archive (repository_id, member_id, source, archive, at, things) values ($1, $2, 's', '2026-01-01T00', now(), '[]')`,
    at,
  );
  await ask(
    db,
    'worker',
    'all',
    `insert into backup_job (repository_id, member_id, kind, source, asked_by) values ($1, $2, 'run', 's', 't')`,
    at,
  );
  await edit(world, [{ op: 'presence', id, presence: 'aside' }]);
}

const tablesOfMembers = `
  select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as "isForced"
  from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attname = 'member_id' and not a.attisdropped
`;

describe('row-level security', () => {
  it('is forced on every table that names a member', async () => {
    const tables = await world.db.look<{ name: string; isForced: boolean }>(tablesOfMembers);
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter(({ isForced }) => !isForced)).toEqual([]);
    const children = await world.db.look(
      `select relname from pg_class where relname in ('member', 'task_event', 'stands_on') and not relforcerowsecurity`,
    );
    expect(children).toEqual([]);
  });

  it('shows a member no row of another, in any table, though there are some', async () => {
    for (const { name } of await world.db.look<{ name: string }>(tablesOfMembers)) {
      const [all] = await ask<{ n: bigint }>(
        world.db,
        'api',
        'all',
        `select count(*) as n from ${name} where member_id = $1`,
        [other.memberId],
      );
      const seen = await ask(world.db, 'api', own.memberId, `select 1 from ${name} where member_id = $1`, [
        other.memberId,
      ]);
      expect({ name, isFilled: (all?.n ?? 0n) > 0n, seen: seen.length }).toEqual({ name, isFilled: true, seen: 0 });
    }
  });

  it('hides what belongs to a row of another: events, and what stands on what', async () => {
    expect(
      await ask(world.db, 'api', own.memberId, 'select 1 from task_event where task_id = $1', [otherTask]),
    ).toEqual([]);
    expect(
      await ask(world.db, 'api', other.memberId, 'select 1 from task_event where task_id = $1', [otherTask]),
    ).not.toEqual([]);
    expect(
      await ask(world.db, 'api', own.memberId, 'select 1 from stands_on where on_id = $1', [other.account]),
    ).toEqual([]);
    expect(await ask(world.db, 'api', own.memberId, 'select id from member')).toEqual([{ id: own.memberId }]);
  });

  it('lets a member change no row of another', async () => {
    const updates = [
      `update person set given_name = 'x' where member_id = $1 returning id`,
      `update resource set spec = '{}' where member_id = $1 returning id`,
      `update claimed_name set tombstoned_at = now() where member_id = $1 returning name`,
      `update task set state = 'done' where member_id = $1 returning id`,
      `delete from placement where member_id = $1 returning service`,
      `update member set name = 'x' where id = $1 returning id`,
    ];
    for (const text of updates) expect(await ask(world.db, 'api', own.memberId, text, [other.memberId])).toEqual([]);
  });

  it('lets a member make no row for another', async () => {
    const insert = `insert into person (member_id, uid, given_name, family_name, own_email) values ($1, 'x', 'x', 'x', 'x@y.test')`;
    await expect(ask(world.db, 'api', own.memberId, insert, [other.memberId])).rejects.toMatchObject({ code: '42501' });
    const made = mailboxEdit(world, other.memberId, 'intruder');
    const values = [made.memberId, made.serverId, made.key];
    const create = `insert into resource (member_id, server_id, service, kind, key, spec) values ($1, $2, 'mail', 'mailbox', $3, '{}')`;
    await expect(ask(world.db, 'api', own.memberId, create, values)).rejects.toMatchObject({ code: '42501' });
    const moved = `update person set member_id = $1 where id = $2`;
    await expect(ask(world.db, 'api', own.memberId, moved, [other.memberId, own.personId])).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('shows nothing at all while no scope is set', async () => {
    const client = new pg.Client({ connectionString: world.db.url('api') });
    await client.connect();
    const seen = await client.query('select (select count(*) from person) + (select count(*) from resource) as n');
    await client.end();
    expect(Number(seen.rows[0].n)).toBe(0);
  });

  it('cannot be left: no role of a program owns a table, is superuser, bypasses it or may become another', async () => {
    const roles = await world.db.look(`
      select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as "isStrong",
        exists (select from pg_class where relowner = r.oid) as owns,
        exists (select from pg_auth_members where member = r.oid) as "mayBecome"
      from pg_roles r where rolname in ('amie_api', 'amie_worker') order by rolname`);
    const weak = { isStrong: false, owns: false, mayBecome: false };
    expect(roles).toEqual([
      { rolname: 'amie_api', ...weak },
      { rolname: 'amie_worker', ...weak },
    ]);
    const [owner] = await world.db.look(
      `select rolsuper or rolbypassrls as "isStrong" from pg_roles where rolname = 'amie_owner'`,
    );
    expect(owner).toEqual({ isStrong: false });
  });
});

describe('what each role may write', () => {
  it.each([
    'observed_generation = 1',
    `observed = '{}'`,
    'ready_generation = 1',
    `member_id = gen_random_uuid()`,
    `key = 'x'`,
  ])('the API cannot say %s of a resource', async set => {
    await expect(ask(world.db, 'api', 'all', `update resource set ${set}`)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([`spec = '{}'`, `member_id = gen_random_uuid()`, `key = 'x'`, `server_id = gen_random_uuid()`])(
    'the worker cannot say %s of a resource',
    async set => {
      await expect(ask(world.db, 'worker', 'all', `update resource set ${set}`)).rejects.toMatchObject({
        code: '42501',
      });
    },
  );

  it.each(['resource', 'person', 'member', 'claimed_name', 'task', 'task_event', 'change_log'])(
    'neither deletes from %s',
    async table => {
      await expect(ask(world.db, 'api', 'all', `delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
      await expect(ask(world.db, 'worker', 'all', `delete from ${table}`)).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('what stands on what is edited, never changed by the worker', async () => {
    await expect(ask(world.db, 'worker', 'all', 'delete from stands_on')).rejects.toMatchObject({ code: '42501' });
    await expect(ask(world.db, 'worker', 'all', 'update stands_on set on_id = resource_id')).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('the change log is only ever added to', async () => {
    await expect(ask(world.db, 'api', 'all', `update change_log set actor = 'x'`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(ask(world.db, 'worker', 'all', `update change_log set actor = 'x'`)).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('the worker reads no token', async () => {
    await expect(ask(world.db, 'worker', 'all', 'select * from api_token')).rejects.toMatchObject({ code: '42501' });
  });

  it('a member that exists is needed: foreign keys hold whatever the scope', async () => {
    const ghost = await addMember(world.db);
    const insert = `insert into resource (member_id, person_id, server_id, service, kind, key, spec) values ($1, $2, $3, 'mail', 'mailbox', 'k', '{}')`;
    const values = [ghost, own.personId, world.serverId];
    await expect(ask(world.db, 'api', 'all', insert, values)).rejects.toMatchObject({ code: '23503' });
  });
});
