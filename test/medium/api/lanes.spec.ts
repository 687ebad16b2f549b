import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beat, recordFailedLook, recordInspection } from '@amie/database';
import type { Lane } from '@amie/reconcile';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll } from './support/story.js';

let api: TestApi;
let personTask: string;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
  const { id } = await addPerson(api, 'la-recre');
  personTask = (await api.ask('POST', `/api/v1/people/${id}/suspend`)).body.task.id;
}, 30_000);
afterAll(() => api.close());

const problemsOfLanes = async (): Promise<unknown[]> =>
  (await api.ask('GET', '/api/v1/lanes')).body.items.map((lane: { problem: unknown }) => lane.problem);

describe('without anyone to apply changes', () => {
  beforeEach(() => api.db.look(`update worker_heartbeat set away_from = now() - interval '1 second'`));

  const away = { code: 'worker-away', title: 'The service that applies changes does not answer' };
  const english = { headers: { 'accept-language': 'en' } };

  it('says so on each lane, which is not at work', async () => {
    const { items } = (await api.ask('GET', '/api/v1/lanes', english)).body;
    expect(items).toMatchObject([{ problem: away }, { problem: away }]);
    expect(items.map((lane: { state: string }) => lane.state)).not.toContain('working');
  });

  it('says so on a task that runs', async () => {
    expect((await api.ask('GET', `/api/v1/tasks/${personTask}`, english)).body).toMatchObject({ problem: away });
  });

  it('answers at once when a plan should look at the servers', async () => {
    const started = Date.now();
    const { body } = await api.ask('GET', '/api/v1/plan?live=true', english);
    expect(body).toMatchObject({ isLive: false, problem: away });
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('says nothing any more after a sign of life', async () => {
    await beat(api.db.worker, 5);
    expect(await problemsOfLanes()).toEqual([null, null]);
    expect((await api.ask('GET', `/api/v1/tasks/${personTask}`)).body.problem).toBeNull();
  });
});

describe('a lane whose server does not answer when what was applied is tried', () => {
  it('waits, with the reason, although nothing is left to apply', async () => {
    await beat(api.db.worker, 5);
    await confirmAll(api);
    await api.db.look(
      `update resource set ready_generation = 0, next_probe_at = now() + interval '1 minute',
         probe = '{"outcome": "unknown", "code": "server-unreachable", "detail": "connection refused"}'
       where kind = 'mailbox'`,
    );
    const { items } = (await api.ask('GET', '/api/v1/lanes')).body;
    const mail = items.find((lane: { service: string }) => lane.service === 'mail');
    expect(mail).toMatchObject({ state: 'waiting', due: 0, problem: { code: 'server-unreachable' } });
    expect(Date.parse(mail.nextRunAt)).toBeGreaterThan(Date.now());
    expect(items.filter((lane: { problem: unknown }) => lane.problem)).toHaveLength(1);
  });
});

describe('a lane whose server did not answer when it was last looked at', () => {
  const showMail = async (): Promise<Record<string, any>> =>
    (await api.ask('GET', '/api/v1/lanes')).body.items.find(({ service }: Lane) => service === 'mail');
  const problem = { code: 'server-unreachable', detail: 'connection refused', isTerminal: false };
  let mail: Lane;

  beforeAll(async () => {
    await beat(api.db.worker, 5);
    await confirmAll(api);
    mail = { service: 'mail', serverId: (await showMail()).server.id };
  });

  it('waits, with the reason and the next look, although nothing is to be done there', async () => {
    await recordFailedLook(api.db.worker, mail, problem, 60);
    const shown = await showMail();
    expect(shown).toMatchObject({ state: 'waiting', due: 0, failures: 0, problem: { code: 'server-unreachable' } });
    expect(Date.parse(shown.nextRunAt)).toBeGreaterThan(Date.now() + 30_000);
  });

  it('is idle again once a look succeeded', async () => {
    const nothing = { looked: 0, drifts: [], orphans: [], ahead: [], used: [], told: [], trip: undefined };
    await recordInspection(api.db.worker, mail, undefined, nothing);
    expect(await showMail()).toMatchObject({ state: 'idle', problem: null });
  });

  it('keeps the reason of a run that failed, which says more', async () => {
    await api.db.look(`update lane set failures = 2, last_problem = '{"code": "bind-refused"}' where service = 'mail'`);
    await recordFailedLook(api.db.worker, mail, problem, 60);
    expect((await showMail()).problem.code).toBe('bind-refused');
  });
});
