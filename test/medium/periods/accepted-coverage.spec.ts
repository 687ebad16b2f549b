import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { giveSubjects, keepMeters, recordAbsent, setParts, withScope } from '@amie/database';
import { meters } from '@amie/services/resources';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addServer } from '../support/database.js';
import { days } from './amounts.js';
import { domain, read, reading } from './october.js';

jest.setTimeout(60_000);

let api: TestApi;
let servers: Map<string, string>;
let server: string;
let decision: string;

// A server that was silent from the 10th to the 18th.
beforeAll(async () => {
  api = await newApi();
  const memberId = await addMember(api.db, 'la-recre');
  servers = new Map([['mail', await addServer(api.db, ['mail'])]]);
  const serverId = servers.get('mail') ?? '';
  server = (await api.db.look<{ name: string }>('select name from server where id = $1', [serverId]))[0]?.name ?? '';
  await withScope(api.db.worker, 'all', async em => {
    await keepMeters(em, meters);
    await giveSubjects(
      em,
      [{ serverId, service: 'mail', key: domain('la-recre') }],
      'la-recre',
      new Date('2025-01-01'),
    );
  });
  const parts = { memberId, from: '2025-01-01', halfParts: 2, by: 'technician:first' };
  await withScope(api.db.api, 'all', em => setParts(em, parts));
  for (const usageDay of days) {
    const slot = { serverId, service: 'mail', usageDay, slot: 0 } as const;
    if (isSilent(usageDay)) await withScope(api.db.worker, 'all', em => recordAbsent(em, slot, 'no answer'));
    else await read({ api, servers }, 'mail', usageDay, 0, [reading('mail.storage', domain('la-recre'), 5n)]);
  }
  const voted = await ask('POST', '/decisions', { takenOn: '2025-09-12', title: 'Clé' });
  await ask('POST', '/policies', {});
  await ask('POST', '/policies/1/adopt', { from: '2025-10', decision: voted.body.id });
  decision = (await ask('POST', '/decisions', { takenOn: '2025-11-12', title: 'Octobre' })).body.id;
  await ask('POST', '/periods/2025-10/propose');
});
afterAll(() => api.close());

const isSilent = (day: string): boolean => Number(day.slice(-2)) >= 10 && Number(day.slice(-2)) <= 18;
const ask = (method: string, path: string, body?: unknown) => api.ask(method, `/api/v1${path}`, { body });
const accept = (more: object = {}) =>
  ask('POST', '/periods/2025-10/accepted-coverage', {
    meter: 'mail.storage',
    decision,
    text: 'Vu au conseil',
    ...more,
  });
const gaps = async () => (await ask('GET', '/periods/2025-10/gaps')).body;
const codes = async () => (await gaps()).gaps.map(({ code }: { code: string }) => code);

describe('a month in which a server was silent for nine days', () => {
  it('stays open on too few readings even once every day of them is explained', async () => {
    const explanation = { server, service: 'mail', day: '2025-10-10', to: '2025-10-18', text: 'Serveur en panne' };
    expect((await ask('POST', '/periods/2025-10/explanations', explanation)).status).toBe(201);
    expect(await codes()).toEqual(['gap-coverage']);
  });

  it('is not accepted by a decision from before it, by none, nor for a meter that was read well enough', async () => {
    const early = (await ask('GET', '/decisions')).body.items.at(-1).id;
    expect((await accept({ decision: early })).body.code).toBe('decision-before-month');
    expect((await accept({ decision: 'ffffffff' })).body.code).toBe('decision-unknown');
    expect((await accept({ text: ' ' })).status).toBe(422);
    expect((await accept({ meter: 'mail.boxes' })).body.code).toBe('coverage-not-thin');
    expect((await gaps()).accepted).toEqual([]);
  });

  it('closes once the board accepts what was read, and says so for ever', async () => {
    expect((await accept()).status).toBe(201);
    expect(await codes()).toEqual([]);
    await ask('POST', '/periods/2025-10/approve', { decision });
    expect((await ask('POST', '/periods/2025-10/close')).body.state).toBe('closed');
    const accepted = [expect.objectContaining({ meter: 'mail.storage', observed: 22, days: 31, decisionId: decision })];
    expect((await ask('GET', '/periods/2025-10')).body.accepted).toEqual(accepted);
    expect((await gaps()).accepted).toEqual(accepted);
    expect((await accept()).body.code).toBe('month-closed');
  });
});
