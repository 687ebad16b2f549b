import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addEvents, endTasks, withScope } from '@amie/database';
import { newApi, type Seen, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll } from './support/story.js';

let api: TestApi;
let url: string;

beforeAll(async () => {
  api = await newApi();
  url = await api.listen();
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

async function newTask(): Promise<string> {
  const person = await addPerson(api, 'la-recre');
  const answer = await api.ask('POST', `/api/v1/people/${person.id}/suspend`);
  return answer.body.task.id;
}

/** Reads a stream until it ends or `most` events came. */
async function read(task: string, headers: Record<string, string> = {}, most = Number.POSITIVE_INFINITY) {
  const stopping = new AbortController();
  const answer = await fetch(`${url}/api/v1/tasks/${task}/events`, {
    headers: { authorization: `Bearer ${api.token}`, ...headers },
    signal: stopping.signal,
  });
  const events: { id: number; code: string; text: string }[] = [];
  let text = '';
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += Buffer.from(chunk).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const frame = text.slice(0, end);
      text = text.slice(end + 2);
      const id = /^id: (\d+)$/m.exec(frame)?.[1];
      const data = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? '{}');
      if (id) events.push({ id: Number(id), code: data.code, text: data.text });
    }
    if (events.length >= most) break;
  }
  stopping.abort();
  return { events, type: answer.headers.get('content-type') };
}

async function firstEvent(answer: Response): Promise<void> {
  const reader = answer.body?.getReader();
  for (let text = ''; !text.includes('id: '); ) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) throw new Error('the stream ended before its first event');
    text += Buffer.from(chunk.value).toString();
  }
}

const tell = (task: string, keys: readonly string[]) =>
  withScope(api.db.worker, 'all', em =>
    addEvents(
      em,
      task,
      keys.map(key => ({ code: 'resource-ready', params: { key } }) as const),
    ),
  );

async function end(task: string): Promise<void> {
  await api.db.look(`update task_resource set state = 'ready' where task_id = $1`, [task]);
  await withScope(api.db.worker, 'all', em => endTasks(em, [task]));
}

describe('the events of a task', () => {
  it('arrive as they happen, numbered, in words, and the stream ends with the task', async () => {
    const task = await newTask();
    const reading = read(task, { 'accept-language': 'fr' });
    await tell(task, ['a']);
    await new Promise(resolve => setTimeout(resolve, 100));
    await tell(task, ['b', 'c']);
    await end(task);
    const { events, type } = await reading;
    expect(type).toContain('text/event-stream');
    expect(events.map(event => event.id)).toEqual([1, 2, 3, 4, 5]);
    expect(events.map(event => event.code)).toEqual([
      'task-opened',
      'resource-ready',
      'resource-ready',
      'resource-ready',
      'task-done',
    ]);
    expect(events[1]?.text).toBe('a : essayé, fonctionne');
  });

  it('resume after the last one received, with none lost and none twice', async () => {
    const task = await newTask();
    await tell(task, ['a', 'b', 'c']);
    const first = await read(task, {}, 2);
    await end(task);
    const rest = await read(task, { 'last-event-id': String(first.events.at(-1)?.id) });
    const ids = [...first.events, ...rest.events].map(event => event.id);
    expect([...new Set(ids)]).toEqual([1, 2, 3, 4, 5]);
    expect(rest.events[0]?.id).toBe((first.events.at(-1)?.id ?? 0) + 1);
  });

  it('hold no connection of the database while nothing happens', async () => {
    const task = await newTask();
    const stopping = new AbortController();
    const streams = Array.from({ length: 30 }, () =>
      fetch(`${url}/api/v1/tasks/${task}/events`, {
        headers: { authorization: `Bearer ${api.token}` },
        signal: stopping.signal,
      }),
    );
    // Nothing happens once each stream has told what there was.
    await Promise.all((await Promise.all(streams)).map(firstEvent));
    const busy = await api.db.look<{ state: string }>(
      `select state from pg_stat_activity where usename = 'amie_api' and state like 'idle in transaction%'`,
    );
    expect(busy).toEqual([]);
    expect((await api.ask('GET', '/api/v1/members')).status).toBe(200);
    stopping.abort();
  });
});

describe('tasks', () => {
  it('are listed newest first, page by page', async () => {
    await newTask();
    const seen: string[] = [];
    for (let next: string | undefined = '/api/v1/tasks?limit=3'; next; ) {
      const answer: Seen = await api.ask('GET', next);
      seen.push(...answer.body.items.map((one: { id: string }) => one.id));
      next = /<([^>]+)>; rel="next"/.exec(answer.headers.link ?? '')?.[1];
    }
    const all = await api.db.look<{ id: string }>('select id from task order by created_at desc, id desc');
    expect(seen).toEqual(all.map(row => row.id));
  });

  it('name what fails and why, in words, and try again only that', async () => {
    const task = await newTask();
    await api.db.look(
      `update resource set problem = '{"code":"server-unreachable","detail":"timeout"}', next_attempt_at = 'infinity'
       where id in (select resource_id from task_resource where task_id = $1) and kind = 'account'`,
      [task],
    );
    const shown = await api.ask('GET', `/api/v1/tasks/${task}`, { headers: { 'accept-language': 'en' } });
    expect(shown.body.failures).toMatchObject([{ code: 'server-unreachable', title: 'The server does not answer' }]);
    expect((await api.ask('POST', `/api/v1/tasks/${task}/retry`)).status).toBe(202);
    const left = await api.db.look(`select 1 from resource where next_attempt_at = 'infinity'`);
    expect(left).toEqual([]);
  });

  it('undone give back what was before, once', async () => {
    const person = await addPerson(api, 'la-recre');
    await confirmAll(api);
    const edited = await api.ask('PATCH', `/api/v1/people/${person.id}`, {
      headers: { 'if-match': '*' },
      body: { address: 'autre.nom@la-recre.test', keepsOldAddress: false, familyName: 'Autre' },
    });
    const undone = await api.ask('POST', `${edited.body.task.url}/undo`);
    expect(undone.status).toBe(202);
    const back = await api.ask('GET', `/api/v1/people/${person.id}`);
    expect(back.body).toMatchObject({ address: person.address, familyName: person.familyName });
    expect((await api.ask('GET', edited.body.task.url)).body.undoneBy).toBe(undone.body.task.id);
  });

  it('undone give back the own e-mail, alone or not, unless it was changed since', async () => {
    const person = await addPerson(api, 'la-recre');
    const url = `/api/v1/people/${person.id}`;
    const edit = (body: object) => api.ask('PATCH', url, { headers: { 'if-match': '*' }, body });
    const both = await edit({ ownEmail: 'une@elsewhere.test', familyName: 'Autre' });
    const alone = await edit({ ownEmail: 'deux@elsewhere.test' });
    expect((await api.ask('POST', `${both.body.task.url}/undo`)).body.code).toBe('undo-edited-since');
    const undone = await api.ask('POST', `${alone.body.task.url}/undo`);
    expect((await api.ask('GET', url)).body.ownEmail).toBe('une@elsewhere.test');
    expect((await api.ask('POST', `${undone.body.task.url}/undo`)).status).toBe(202);
    expect((await api.ask('GET', url)).body.ownEmail).toBe('deux@elsewhere.test');
    await edit({ ownEmail: 'une@elsewhere.test' });
    expect((await api.ask('POST', `${both.body.task.url}/undo`)).status).toBe(202);
    expect((await api.ask('GET', url)).body).toMatchObject({
      ownEmail: person.ownEmail,
      familyName: person.familyName,
    });
  });

  it('that replaced nothing say that they cannot be undone', async () => {
    await addMember(api, 'accepte', 'autre-accepte.test');
    await api.ask('POST', '/api/v1/members/accepte/domains', { body: { domain: 'accepte.test' } });
    const approved = await api.ask('POST', '/api/v1/domains/accepte.test/approve');
    const refused = await api.ask('POST', `${approved.body.task.url}/undo`);
    expect([refused.status, refused.body.code]).toEqual([409, 'undo-not-offered']);
  });

  it('are not undone under what stands on them', async () => {
    const made = await api.ask('POST', '/api/v1/members', { body: { name: 'Le sol', slug: 'le-sol' } });
    const added = await api.ask('POST', '/api/v1/members/le-sol/domains', { body: { domain: 'le-sol.test' } });
    await confirmAll(api);
    const early = await api.ask('POST', `${made.body.task.url}/undo`);
    expect([early.status, early.body.code]).toEqual([409, 'undo-in-use']);
    const person = await addPerson(api, 'le-sol');
    const refused = await api.ask('POST', `${added.body.task.url}/undo`, { headers: { 'accept-language': 'en' } });
    expect(refused.body).toMatchObject({ code: 'undo-in-use', detail: expect.stringContaining('1 ') });
    await api.ask('POST', `/api/v1/people/${person.id}/leave`);
    expect((await api.ask('POST', `${added.body.task.url}/undo`)).status).toBe(202);
  });

  it('that made a member close it to new people once undone', async () => {
    const made = await api.ask('POST', '/api/v1/members', { body: { name: 'Vide', slug: 'vide' } });
    expect((await api.ask('POST', `${made.body.task.url}/undo`)).status).toBe(202);
    const body = { givenName: 'Ada', familyName: 'Vide', ownEmail: 'ada@elsewhere.test', address: 'ada@vide.test' };
    expect((await api.ask('POST', '/api/v1/members/vide/people', { body })).body.code).toBe('member-set-aside');
    const domain = await api.ask('POST', '/api/v1/members/vide/domains', { body: { domain: 'vide.test' } });
    expect(domain.body.code).toBe('member-set-aside');
  });
});

describe('drift', () => {
  it('is corrected, adopted or ignored; an orphan is left alone', async () => {
    const person = await addPerson(api, 'la-recre');
    await confirmAll(api);
    const drift = async (kind: 'drift' | 'orphan', fields: string[]) => {
      const text = `insert into drift (service, server_id, member_id, resource_id, key, kind, fields, found, wanted)
        select 'mail', r.server_id, r.member_id, case when $2 = 'drift' then r.id end, r.key || $4, $2, $3,
          jsonb_build_object('presence', 'present', 'spec', r.spec || '{"limitKib": 4096}'), '{}'
        from resource r where r.person_id = $1 and r.kind = 'mailbox' returning id`;
      const [made] = await api.db.look<{ id: string }>(text, [person.id, kind, fields, Math.random().toString()]);
      return made?.id;
    };
    const adopted = await api.ask('POST', `/api/v1/drift/${await drift('drift', ['limitKib'])}/adopt`);
    expect(adopted.status).toBe(202);
    expect((await api.ask('GET', `/api/v1/people/${person.id}`)).body.limitKib).toBe(4096);
    const corrected = await api.ask('POST', `/api/v1/drift/${await drift('drift', ['limitKib'])}/correct`);
    expect(corrected.body.drift).toMatchObject({
      decision: 'correct',
      sentence: expect.stringContaining('autrement que demandé (taille (Kio))'),
    });
    const orphan = await drift('orphan', []);
    expect((await api.ask('POST', `/api/v1/drift/${orphan}/correct`)).body.code).toBe('orphan-left-alone');
    expect((await api.ask('POST', `/api/v1/drift/${orphan}/ignore`)).status).toBe(200);
  });
});

describe('a lane', () => {
  it('stopped says why, and writes again once resumed', async () => {
    await api.db.look(`update lane set stopped_reason = 'breaker', stopped_at = now() where service = 'mail'`);
    const servers = await api.ask('GET', '/api/v1/servers/mail1');
    expect(servers.body.lanes[0]).toMatchObject({ state: 'stopped', stopped: { reason: 'breaker' } });
    expect(servers.body.lanes[0].stopped.title).toContain('disparu');
    expect((await api.ask('POST', '/api/v1/lanes/mail/mail1/resume')).status).toBe(200);
    expect((await api.ask('POST', '/api/v1/lanes/mail/mail1/resume')).body.code).toBe('lane-not-stopped');
  });
});

describe('a member', () => {
  it('with two servers for a service must be placed; then everything goes there', async () => {
    const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';
    const body = { name: 'dir2', address: '192.0.2.12', hostKey, services: ['directory'] };
    expect((await api.ask('POST', '/api/v1/servers', { body })).status).toBe(201);
    const made = await api.ask('POST', '/api/v1/members', { body: { name: 'Deux serveurs' } });
    expect(made.body).toMatchObject({ code: 'placement-needed', status: 409 });
  });
});
