import {
  giveSubjects,
  keepMeters,
  type MeterRun,
  type ReadingRow,
  recordAbsent,
  recordRun,
  rows,
  setParts,
  withScope,
} from '@amie/database';
import { meters } from '@amie/services/resources';
import { type TestApi, newApi } from '../api/support/api.js';
import { addMember, addServer } from '../support/database.js';
import { amountsOn, days, linesOf, october, peaksFor } from './amounts.js';

/** The worked example of October 2025 as raw rows: memberships, a ledger and readings, nothing folded yet. */
export interface October {
  readonly api: TestApi;
  /** Slug to id. */
  readonly members: ReadonlyMap<string, string>;
  /** Service to the server it is read on; `mail2` is the one that was silent on the 9th and 10th. */
  readonly servers: ReadonlyMap<string, string>;
  /** Headers of a second person. */
  readonly board: Readonly<Record<string, string>>;
}

/** Youth house, theatre, grocery and radio: A, B, C and D of the example. */
export const people = ['maison-des-jeunes', 'theatre', 'epicerie', 'radio'] as const;
const [youth, theatre, grocery, radio] = people;

const arrival = { [radio]: '2025-10-16' } as Readonly<Record<string, string>>;
const poolMinutes = { mail: 245, web: 180, backup: 130, directory: 55, training: 180, emergency: 95, management: 120 };
const ownMinutes = { [youth]: 1010, [theatre]: 1360, [grocery]: 1290, [radio]: 375 };
const halfParts = { [youth]: 6, [theatre]: 8, [grocery]: 8, [radio]: 2 };
const trained = { [youth]: 60, [grocery]: 120, [radio]: 30 };

const gib = 1_048_576n;

/** Raw rows of the month; everybody's peaks sum to the keys of the example exactly. */
export async function newOctober(): Promise<October> {
  const api = await newApi();
  const { db } = api;
  const members = new Map<string, string>();
  for (const slug of people) members.set(slug, await addMember(db, slug));
  const servers = new Map<string, string>();
  for (const [name, service] of [
    ['mail', 'mail'],
    ['mail2', 'mail'],
    ['web', 'web'],
    ['backup', 'backup'],
    ['directory', 'directory'],
  ] as const) {
    servers.set(name, await addServer(db, [service]));
  }
  await withScope(db.worker, 'all', em => keepMeters(em, meters));
  for (const [slug, count] of Object.entries(halfParts)) await joins(api, members.get(slug) ?? '', slug, count);
  const board = await addBoard(api);
  await addLedger(api, members);
  const world = { api, members, servers, board };
  await addReadings(world);
  return world;
}

function joins({ db }: TestApi, memberId: string, slug: string, count: number): Promise<unknown> {
  const from = arrival[slug] ?? '2025-01-01';
  return withScope(db.api, 'all', em => setParts(em, { memberId, from, halfParts: count, by: 'technician:first' }));
}

async function addBoard(api: TestApi): Promise<Readonly<Record<string, string>>> {
  const { body } = await api.ask('POST', '/api/v1/tokens', { body: { name: 'anne' } });
  return { authorization: `Bearer ${body.token}` };
}

/** Worked minutes, a line a day, validated by the board. */
async function addLedger({ db }: TestApi, members: ReadonlyMap<string, string>): Promise<void> {
  const lines = [
    ...Object.entries(poolMinutes).map(([pool, minutes]) => ({ kind: 'collective', pool, member: null, minutes })),
    ...Object.entries(ownMinutes).flatMap(([slug, minutes]) =>
      linesOf(minutes, 600).map(part => ({ kind: 'individual', pool: null, member: slug, minutes: part })),
    ),
  ];
  await withScope(db.api, 'all', async em => {
    await rows(em, `insert into technician (name, full_name) values ('leo', 'Léo Exemple')`);
    for (const [index, line] of lines.entries()) {
      const [entry] = await rows<{ id: string }>(em, insertEntry, [
        days[index],
        line.minutes,
        line.kind,
        line.pool,
        line.member && members.get(line.member),
      ]);
      if (line.pool === 'training') {
        for (const [slug, minutes] of Object.entries(trained)) {
          const text = 'insert into attendance (entry_id, member_id, minutes) values ($1, $2, $3)';
          await rows(em, text, [entry?.id, members.get(slug), minutes]);
        }
      }
    }
  });
  await validateAll(db);
}

const validateAll = (db: TestApi['db']): Promise<unknown> =>
  withScope(db.api, 'all', em =>
    rows(
      em,
      `update time_entry set validated_by = 'technician:anne' where validated_at is null and withdrawn_at is null`,
    ),
  );

/** The second person validates whatever waits. */
export const validate = ({ api }: October): Promise<unknown> => validateAll(api.db);

/** The rule of the example, voted in September and in force since October; answers the id of the decision. */
export async function adopt({ api }: October): Promise<string> {
  const drafted = await api.ask('POST', '/api/v1/policies', { body: { note: 'October' } });
  const body = { takenOn: '2025-09-12', title: 'Clé de répartition' };
  const decision = (await api.ask('POST', '/api/v1/decisions', { body })).body.id;
  const adoption = { from: '2025-10', decision };
  const adopted = await api.ask('POST', `/api/v1/policies/${drafted.body.version}/adopt`, { body: adoption });
  if (adopted.status !== 200) throw new Error(adopted.text);
  return decision;
}

export const insertEntry = `
  insert into time_entry (technician_id, work_day, span, is_timed, minutes, kind, pool, member_id, created_by)
  select id, $1::date, tstzrange(($1::date + time '08:00') at time zone 'Europe/Paris',
    ($1::date + time '08:00') at time zone 'Europe/Paris' + make_interval(mins => $2::int)), true, $2::int, $3, $4,
    $5::uuid, 'technician:leo'
  from technician where name = 'leo' returning id
`;

/** The peaks of each day: the theatre empties its mail before the night, and a secret sample sees it. */
async function addReadings(world: October): Promise<void> {
  await owned(world);
  const storage = {
    [youth]: peaksFor(51_500_630_016_000n, days),
    [theatre]: peaksFor(115_743_301_632_000n, days),
    [grocery]: peaksFor(16_601_894_092_800n, days, new Map([8, 9, 10].map(day => [october(day), 5n * gib]))),
    [radio]: peaksFor(4_359_979_008_000n, days.slice(15)),
  };
  const bytes = {
    [youth]: amountsOn(38_400_000_000n, days),
    [theatre]: amountsOn(96_100_000_000n, days),
    [radio]: amountsOn(210_500_000_000n, days.slice(15)),
  };
  const sent = {
    [youth]: amountsOn(9120n, days),
    [theatre]: amountsOn(15_480n, days),
    [grocery]: amountsOn(2210n, days),
    [radio]: amountsOn(1333n, days.slice(15)),
  };
  const boxes = { [youth]: 22n, [theatre]: 35n, [grocery]: 12n, [radio]: 6n };
  const kept = {
    [youth]: peaksFor(337_473_699_840_000n, days),
    [theatre]: peaksFor(874_621_698_048_000n, days),
    [grocery]: peaksFor(70_307_020_800_000n, days),
    [radio]: peaksFor(87_199_580_160_000n, days.slice(15)),
  };
  const sites = { [youth]: 2n, [theatre]: 3n, [radio]: 1n };
  const siteSizes = { [youth]: 4n, [theatre]: 22n, [radio]: 9n };
  const held = { [youth]: 2n, [theatre]: 4n, [grocery]: 1n, [radio]: 1n };
  const entries = { [youth]: 30n, [theatre]: 55n, [grocery]: 15n, [radio]: 7n };
  for (const day of days) {
    const here = people.filter(slug => day >= (arrival[slug] ?? ''));
    const mailOf = (slug: (typeof people)[number], seen: bigint): ReadingRow[] => [
      reading('mail.storage', domain(slug), seen),
      reading('mail.boxes', domain(slug), boxes[slug] ?? 0n),
      reading('mail.sent', domain(slug), sent[slug]?.get(day) ?? 0n),
    ];
    const peak = (slug: (typeof people)[number]) => storage[slug]?.get(day) ?? 0n;
    const atNight = (slug: (typeof people)[number]) =>
      slug === theatre && isEmptied(day) ? peak(slug) / 8n : peak(slug);
    const onFirst = here.filter(slug => slug !== grocery);
    await read(
      world,
      'mail',
      day,
      0,
      onFirst.flatMap(slug => mailOf(slug, atNight(slug))),
    );
    if (isEmptied(day)) await read(world, 'mail', day, 1, [reading('mail.storage', domain(theatre), peak(theatre))]);
    await readGrocery(world, day, mailOf(grocery, peak(grocery)), sent[grocery] ?? new Map());
    const visited = here.filter(slug => slug !== grocery);
    const onWeb = visited.flatMap(slug => [
      reading('web.sites', unit(slug), sites[slug] ?? 0n),
      reading('web.storage', site(slug), (siteSizes[slug] ?? 0n) * gib),
      reading('web.bytes', site(slug), bytes[slug]?.get(day) ?? 0n),
    ]);
    await read(world, 'web', day, 0, onWeb);
    const counted = here.map(slug => reading('backup.repos', unit(slug), held[slug] ?? 0n));
    const house = [
      reading('backup.repo', repository('~house'), 100n * gib),
      reading('backup.repos', unit('~house'), 1n),
    ];
    const repositories = here.map(slug => reading('backup.repo', repository(slug), kept[slug]?.get(day) ?? 0n));
    await read(world, 'backup', day, 0, [...repositories, ...counted, ...house]);
    await read(
      world,
      'directory',
      day,
      0,
      here.map(slug => reading('dir.entries', unit(slug), entries[slug] ?? 0n)),
    );
  }
}

const isEmptied = (day: string): boolean => Number(day.slice(-2)) % 3 === 0;

/** Its server was silent on two nights; the log told of those days on the next one. */
async function readGrocery(
  world: October,
  day: string,
  given: readonly ReadingRow[],
  sent: ReadonlyMap<string, bigint>,
): Promise<void> {
  const silent = [october(9), october(10)];
  const serverId = world.servers.get('mail2') ?? '';
  if (silent.includes(day)) {
    const slot = { serverId, service: 'mail', usageDay: day, slot: 0 } as const;
    await withScope(world.api.db.worker, 'all', em => recordAbsent(em, slot, 'no answer'));
    return;
  }
  const caughtUp = day === october(11) ? silent : [];
  const late = caughtUp.map(one => ({ ...reading('mail.sent', domain(grocery), sent.get(one) ?? 0n), day: one }));
  await read(world, 'mail2', day, 0, [...given, ...late]);
}

/** One run of a server, as the worker records it. */
export function read(
  { api, servers }: Pick<October, 'api' | 'servers'>,
  server: string,
  usageDay: string,
  slot: MeterRun['slot'],
  given: readonly ReadingRow[],
): Promise<unknown> {
  const service = server === 'mail2' ? 'mail' : server;
  const told = { command: `measure ${service}`, toolVersion: '1.0', rawSha256: 'ab'.repeat(32) };
  const at = { serverId: servers.get(server) ?? '', service, usageDay, slot };
  const run: MeterRun = { ...at, ...told, observedAt: new Date(`${usageDay}T11:00:00Z`) };
  return withScope(api.db.worker, 'all', em => recordRun(em, run, given));
}

async function owned({ api, servers }: October): Promise<void> {
  for (const slug of people) {
    const from = new Date(slug === radio ? '2025-10-15T22:00:00Z' : '2025-01-01T00:00:00Z');
    const at = (server: string, service: string, key: string) => ({
      serverId: servers.get(server) ?? '',
      service,
      key,
    });
    const subjects = [
      at(slug === grocery ? 'mail2' : 'mail', 'mail', domain(slug)),
      at('web', 'web', site(slug)),
      at('backup', 'backup', repository(slug)),
      at('web', 'web', unit(slug)),
      at('backup', 'backup', unit(slug)),
      at('directory', 'directory', unit(slug)),
    ];
    await withScope(api.db.worker, 'all', em => giveSubjects(em, subjects, slug, from));
  }
}

export const reading = (meter: string, key: string, value: bigint): ReadingRow => ({ meter, key, value });
export const domain = (slug: string): string => `domain/${slug}/${slug}.test`;
const site = (slug: string): string => `site/${slug}/w00001`;
const unit = (slug: string): string => `unit/${slug}`;
const repository = (slug: string): string => `repository/${slug}`;
