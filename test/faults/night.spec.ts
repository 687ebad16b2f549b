import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { addReadyPerson, startStory, type StoryRig } from '../e2e/support/story-rig.js';
import { projectRoot } from '../support/project-root.js';

jest.setTimeout(120_000);
const kills = 20;

interface Ended {
  readonly code: number | null;
  readonly said: string;
  readonly milliseconds: number;
}

describe('a night of readings', () => {
  let rig: StoryRig;
  let owner: pg.Client;
  let undisturbed: { readonly rows: readonly object[]; readonly milliseconds: number };

  beforeAll(async () => {
    rig = await startStory();
    for (const familyName of ['Long', 'Noir'])
      await addReadyPerson(rig, { givenName: 'Radis', familyName, ownEmail: 'radis@ailleurs.test' });
    await rig.platform.program('worker')?.stop();
    const passwordFile = path.join(rig.platform.stateFolder, 'credentials/platform/database-owner-password');
    const url = new URL(rig.platform.database);
    Object.assign(url, { username: 'amie_owner', password: readFileSync(passwordFile, 'utf8').trim() });
    owner = new pg.Client({ connectionString: url.href });
    await owner.connect();
    await forget();
  }, 120_000);
  afterAll(async () => {
    await owner.end();
    await rig.stop();
  });

  /** Starts `worker night` as cron would; kills it after a while when told to. */
  function night(killAfter?: number): Promise<Ended> {
    const begun = performance.now();
    const main = path.join(projectRoot, 'dist/apps/worker/main.js');
    const child = spawn(process.execPath, [main, 'night'], {
      env: rig.platform.env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    child.stdout.on('data', (text: Buffer) => (said += text.toString()));
    const timer = killAfter === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfter);
    return new Promise(resolve =>
      child.once('close', code => {
        clearTimeout(timer);
        resolve({ code, said, milliseconds: performance.now() - begun });
      }),
    );
  }

  const forget = () =>
    owner.query(
      'truncate reading, meter_run, meter_flag, subject_meter, subject_owner, subject, usage_month restart identity',
    );
  const look = async (text: string) => (await owner.query<object>(text)).rows;
  /** Totals: what tonight's readings say, whoever made them and when. */
  const totals = () =>
    look(`select s.service, s.key, m.name, r.usage_day::text as day, r.revision, r.quality::text, r.value::text
      from reading r join subject s on s.id = r.subject_id join meter m on m.id = r.meter_id where r.slot = 0
      order by s.service, s.key, m.name, r.usage_day, r.revision`);
  const doneTwice = () =>
    look(`select service, usage_day, slot from meter_run where state in ('done', 'suspect') group by 1, 2, 3, server_id
      having count(*) > 1`);
  const halfWritten = () =>
    look(
      `select from reading r join meter_run m on m.id = r.run_id where m.state not in ('done', 'suspect', 'absent')`,
    );

  it('is made by a process that says what it did and ends', async () => {
    const { code, said, milliseconds } = await night();
    expect([code, said]).toEqual([
      0,
      expect.stringMatching(/^night: [2-6] readings made, \d+ amounts; 0 given up .*\.\n$/),
    ]);
    undisturbed = { rows: await totals(), milliseconds };
    expect(undisturbed.rows).toContainEqual(
      expect.objectContaining({ key: 'domain/la-recre/larecre.test', name: 'mail.boxes', quality: 'o', value: '2' }),
    );
    expect(await night()).toMatchObject({
      code: 0,
      said: expect.stringContaining('night: 0 readings made, 0 amounts'),
    });
    expect(await totals()).toEqual(undisturbed.rows);
  });

  it(`is the same after ${kills} kills at moments of chance`, async () => {
    await forget();
    let killed = 0;
    const wholes: (readonly object[])[] = [];
    while (killed < kills) {
      const { code } = await night(Math.random() * undisturbed.milliseconds);
      if (code === null) killed += 1;
      expect(await halfWritten()).toEqual([]);
      const seen = await totals();
      if (seen.length < undisturbed.rows.length) continue;
      // Done before it was killed: the next kill is to meet work again.
      wholes.push(seen);
      await forget();
    }
    expect(wholes).toEqual(wholes.map(() => undisturbed.rows));
    expect(await night()).toMatchObject({ code: 0 });
    expect(await totals()).toEqual(undisturbed.rows);
    expect(await doneTwice()).toEqual([]);
  });

  it('is made once by two processes and a worker at once', async () => {
    await forget();
    rig.platform.start('worker');
    const asked = rig.amie('night', '--wait', '--json', '--timeout', '60');
    const ends = await Promise.all([night(), night()]);
    expect(ends.map(({ code }) => code)).toEqual([0, 0]);
    const { code, stdout } = await asked;
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      expect.objectContaining({ outcome: expect.objectContaining({ failures: [] }) }),
    ]);
    expect(await totals()).toEqual(undisturbed.rows);
    expect(await doneTwice()).toEqual([]);
    await rig.platform.program('worker')?.stop();
  });

  it('says which server it could not read, leaves no zero behind, and makes up for it', async () => {
    await forget();
    await rig.lab.kill('mail1');
    const { code, said } = await night();
    expect([code, said]).toEqual([1, expect.stringContaining('mail on mail1 (server-unreachable)')]);
    expect(await look(`select from reading r join subject s on s.id = r.subject_id where s.service = 'mail'`)).toEqual(
      [],
    );
    expect((await rig.amie('nights')).stdout).toContain('failed');
    await rig.lab.up(['mail1']);
    for (let tries = 0; tries < 30 && (await night()).code !== 0; tries += 1) await pause(1000);
    expect(await totals()).toEqual(undisturbed.rows);
  });
});
