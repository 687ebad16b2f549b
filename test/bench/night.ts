import { digestOfDay, type MeterRun, type ReadingRow, recordRun, withScope } from '@amie/database';
import { type Figure, figure, timed } from './figure.js';
import { addNights, type ReadingsRig, say, startReadings } from './readings-rig.js';

const first = '2025-01-01';
/** The last nights of a month: the partition is as full as it gets. */
const measured = ['2025-01-29', '2025-01-30', '2025-01-31'];

/** One night of all members' meters, recorded by server and service. Raw: a bare COPY of the same rows into a table with the same key. */
export async function night(): Promise<Figure[]> {
  const rig = await startReadings();
  try {
    await addNights(rig, first, 28);
    await rig.raw.query('create table bare (like reading including all)');
    await rig.raw.query('insert into bare select * from reading order by usage_day, subject_id, meter_id');
    const ours: number[] = [];
    const again: number[] = [];
    const raw: number[] = [];
    for (const day of measured) {
      const runs = await runsOf(rig, day);
      ours.push(await timed(() => record(rig, runs)));
      const before = await digest(rig, day);
      again.push(await timed(() => record(rig, runs, 0)));
      if ((await digest(rig, day)) !== before) throw new Error('a second run of a night changed it');
      raw.push(await copyOf(rig, day));
    }
    return [figure('night', 'ms', ours, raw), figure('night-again', 'ms', again, raw)];
  } finally {
    await rig.stop();
  }
}

interface Recorded {
  readonly run: MeterRun;
  readonly given: readonly ReadingRow[];
}

/** What the drivers of each service would answer on a day. */
async function runsOf(rig: ReadingsRig, day: string): Promise<Recorded[]> {
  const { rows: listed } = await rig.raw.query<Listed>(list);
  const observedAt = new Date(`${day}T03:00:00Z`);
  const told = {
    command: 'bench',
    toolVersion: '1',
    rawSha256: '0'.repeat(64),
    usageDay: day,
    slot: 0,
    observedAt,
  } as const;
  const yesterday = new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  const services = Map.groupBy(listed, ({ service }) => service);
  return [...services].map(([service, subjects]) => ({
    run: { ...told, service, serverId: subjects[0]?.serverId ?? '' },
    given: subjects.map(({ meter, key, form }, index) => ({
      meter,
      key,
      value: BigInt(1000 + ((index * 7919) % 1_000_003)),
      ...(form === 'daily' && { day: yesterday }),
    })),
  }));
}

interface Listed {
  readonly serverId: string;
  readonly service: string;
  readonly meter: string;
  readonly form: string;
  readonly key: string;
}

const list = `
  select s.server_id as "serverId", s.service, m.name as meter, m.form, s.key
  from subject s join subject_meter p on p.subject_id = s.id join meter m on m.id = p.meter_id
`;

async function record(rig: ReadingsRig, runs: readonly Recorded[], expected?: number): Promise<void> {
  let added = 0;
  for (const { run, given } of runs)
    added += (await withScope(rig.worker, 'all', em => recordRun(em, run, given))).added;
  const all = runs.reduce((sum, { given }) => sum + given.length, 0);
  if (added !== (expected ?? all)) throw new Error(`${added} readings were added, not ${expected ?? all}`);
  say(`${added} of ${all} readings recorded`);
}

function digest(rig: ReadingsRig, day: string): Promise<string> {
  return withScope(rig.worker, 'all', em => digestOfDay(em, day));
}

/** Milliseconds of a bare COPY of what that night's runs recorded. */
async function copyOf(rig: ReadingsRig, day: string): Promise<number> {
  const file = `${rig.serverFolder}/night.copy`;
  const ofNight = `select * from reading where run_id in (select id from meter_run where usage_day = '${day}')`;
  await rig.raw.query(`copy (${ofNight} order by subject_id, meter_id) to '${file}' (format binary)`);
  return timed(() => rig.raw.query(`copy bare from '${file}' (format binary)`));
}
