import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Credentials } from '@amie/config';
import { type DataSource, keepMeters, migrate, openDatabase, startEmbeddedPostgres, withScope } from '@amie/database';
import pg from 'pg';
import { meters } from '../../libs/services/meters.js';

/** A database of its own, without a lab, in which an association of any size was read night after night. */
export interface ReadingsRig {
  /** A folder that the server may write, for a bare COPY. */
  readonly serverFolder: string;
  readonly worker: DataSource;
  readonly api: DataSource;
  readonly members: number;
  /** As the superuser, past row-level security: to build and to measure the raw figure beside ours. */
  readonly raw: pg.Client;
  stop(): Promise<void>;
}

/** 10,000 members with ten meters each, unless a smaller association is asked for. */
export const members = Number(process.env.AMIE_BENCH_MEMBERS ?? 10_000);
/** A year of nights, unless fewer are asked for; counted from the first of January 2025. */
export const nights = Number(process.env.AMIE_BENCH_NIGHTS ?? 365);
export const firstNight = '2025-01-01';

const folder = process.env.AMIE_BENCH_STATE ?? '/var/lib/amie-bench-readings';

let year: Promise<ReadingsRig> | undefined;

/** The rig with all its nights, built once for all that measure on it (5 GB and some minutes for a whole year). */
export function startYear(): Promise<ReadingsRig> {
  year ??= startReadings().then(async rig => {
    await addNights(rig, firstNight, nights);
    return rig;
  });
  return year;
}

/** Ends what `startYear` began, if anything did. */
export async function stopYear(): Promise<void> {
  await year?.then(rig => rig.stop());
}

/** The months that the nights fill. */
export function monthsOfYear(): string[] {
  return Array.from({ length: 12 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`).slice(
    0,
    Math.max(1, Math.floor(nights / 30.4)),
  );
}

/** Starts from nothing: migrated, with its members, their ten meters each and who owns what; not one reading yet. */
export async function startReadings(): Promise<ReadingsRig> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const credentials = new Credentials(path.join(folder, 'credentials'));
  const postgres = await startEmbeddedPostgres({ stateFolder: folder, credentials, diesWithParent: true });
  const url = (role: string) => {
    const password = credentials.read(`platform/database-${role}-password`).use(encodeURIComponent);
    return postgres.url.replace('//', `//amie_${role}:${password}@`);
  };
  await migrate(url('owner'), { credentials });
  const raw = new pg.Client({ connectionString: postgres.superuserUrl('amie') });
  await raw.connect();
  const worker = await openDatabase(url('worker'), { poolSize: 2, name: 'bench-worker' });
  const api = await openDatabase(url('api'), { poolSize: 2, name: 'bench-api' });
  await withScope(worker, 'all', em => keepMeters(em, meters));
  for (const text of world) await raw.query(text, text.includes('$1') ? [members] : []);
  const stop = async () => {
    await Promise.all([worker.destroy(), api.destroy(), raw.end()]);
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { worker, api, members, raw, serverFolder: path.join(folder, 'postgres'), stop };
}

/** Adds the readings of so many nights, each as a night writes them: all subjects, one after the other. */
export async function addNights(rig: ReadingsRig, first: string, count: number): Promise<number> {
  const begun = performance.now();
  let written = 0;
  await rig.raw.query('select amie_open_month($1::date - 1)', [first]);
  for (let night = 0; night < count; night += 1) {
    await rig.raw.query('select amie_open_month($1::date + $2::int)', [first, night]);
    await rig.raw.query(nightRuns, [first, night]);
    const { rowCount } = await rig.raw.query(nightReadings, [first, night]);
    written += rowCount ?? 0;
    if (night % 30 === 29) say(`${night + 1} of ${count} nights, ${written} readings, ${seconds(begun)} s`);
  }
  await rig.raw.query('vacuum (analyze) reading');
  say(`${written} readings in ${seconds(begun)} s`);
  return written;
}

/** Progress: standard output holds figures alone. */
export function say(text: string): void {
  process.stderr.write(`readings: ${text}\n`);
}

const seconds = (begun: number): string => ((performance.now() - begun) / 1000).toFixed(1);

const world = [
  `insert into server (name, address, host_key, services, created_at)
   values ('one', '198.51.100.1', 'ssh-ed25519 AAAA', '{directory,mail,web,backup}', '2020-01-01')`,
  `insert into member (slug, name, created_at) select 'm' || n, 'Member ' || n, '2020-01-01' from generate_series(1, $1::int) n`,
  `insert into subject (server_id, service, key)
   select s.id, k.service, k.kind || '/' || m.slug || k.own
   from server s, member m, (values ('mail', 'domain', '/x.test'), ('web', 'unit', ''), ('web', 'site', '/x'),
     ('web', 'site-database', '/x'), ('backup', 'repository', '/1'), ('backup', 'unit', ''), ('directory', 'unit', ''))
     as k(service, kind, own)
   order by m.slug, k.service, k.kind`,
  `insert into subject_owner (subject_id, member_id, valid, cause, recorded_at)
   select s.id, m.id, '[2020-01-01,)', 'first-seen', '2020-01-01'
   from subject s join member m on m.slug = split_part(s.key, '/', 2)`,
  `insert into subject_meter (subject_id, meter_id, first_day)
   select s.id, m.id, '2020-01-01' from subject s
   join meter m on m.service = s.service and m.subject_kind = split_part(s.key, '/', 1) and m.form <> 'event'`,
  'analyze',
];

const nightRuns = `
  insert into meter_run (server_id, service, usage_day, slot, attempt, state, started_at, ended_at, expected, got,
    raw_sha256, command, tool_version)
  select id, service, $1::date + $2::int, 0, 1, 'done', amie_day_start($1::date + $2::int) + interval '2 hours',
    amie_day_start($1::date + $2::int) + interval '2 hours 1 minute', 0, 0, repeat('0', 64), 'bench', '1'
  from server, unnest(services) as service
`;
// A night reads what there is now, and how much the day before held.
const nightReadings = `
  insert into reading (value, observed_at, recorded_at, subject_id, usage_day, run_id, meter_id, slot, quality)
  select 1000 + (p.subject_id * 7919 + p.meter_id * 104729 + $2::int * 1299709) % 1000003,
    amie_day_start($1::date + $2::int) + interval '2 hours', amie_day_start($1::date + $2::int) + interval '2 hours 1 minute',
    p.subject_id, $1::date + $2::int - case m.form when 'daily' then 1 else 0 end, r.id, p.meter_id, 0, 'o'
  from subject_meter p join subject s on s.id = p.subject_id join meter m on m.id = p.meter_id
  join meter_run r on r.service = s.service and r.usage_day = $1::date + $2::int
  order by p.subject_id, p.meter_id
`;
