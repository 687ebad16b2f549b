import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parsePasswordKey, unsealPassword } from '@amie/database';
import { verify } from '@node-rs/argon2';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll } from './support/story.js';

let api: TestApi;
const good = 'quatre mots sans rapport';

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await addMember(api, 'la-recre');
});
afterAll(() => api.close());

/** Plays the worker that mails an invitation; answers the path of its link. */
async function invited(given: Record<string, unknown> = {}, days = 7) {
  const person = await addPerson(api, 'la-recre', given);
  return { person, path: await mail(person.id, days) };
}

async function mail(personId: string, days = 7): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await api.db.look(
    `update invitation set state = 'sent', token_hash = $2, sent_at = now(), expires_at = now() + make_interval(days => $3)
     where person_id = $1 and state = 'due'`,
    [personId, createHash('sha256').update(token).digest(), days],
  );
  return `/activation/${token}`;
}

const open = (path: string, headers: Record<string, string> = {}) =>
  api.ask('GET', path, { isAnonymous: true, headers });
const choose = (path: string, password: string, again = password) =>
  api.ask('POST', path, {
    isAnonymous: true,
    form: { password, again },
    headers: { 'x-forwarded-for': `192.0.2.${++visitor}` },
  });
let visitor = 0;

describe('the activation page', () => {
  it('shows the name, the address and a form, and uses nothing up however often it is opened', async () => {
    const { person, path } = await invited();
    for (let time = 0; time < 3; time += 1) expect((await open(path)).status).toBe(200);
    const page = await open(path);
    expect(page.text).toContain(person.address);
    expect(page.text).toContain(person.givenName);
    expect(page.text).toContain('lang="fr"');
    expect(await api.db.look('select state from invitation where person_id = $1', [person.id])).toEqual([
      { state: 'sent' },
    ]);
  });

  it('is light, self-contained and leaves no trace', async () => {
    const page = await open((await invited()).path);
    expect(page.text.length).toBeLessThan(20_000);
    expect(page.text).not.toMatch(/<script|https?:\/\//);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(page.headers['content-security-policy']).toContain(`default-src 'none'`);
  });

  it('speaks the language of the person, or the one chosen on the page', async () => {
    const { path } = await invited({ language: 'en' });
    expect((await open(path)).text).toContain('Choose your password');
    expect((await open(`${path}?lang=fr`)).text).toContain('Choisissez votre mot de passe');
  });

  it('lets no browser shorten a password unseen: what it cuts is still refused as too long', async () => {
    const { path } = await invited();
    const cuts = [...(await open(path)).text.matchAll(/maxlength="(\d+)"/g)].map(match => Number(match[1]));
    expect(cuts).toHaveLength(2);
    const emoji = '😀😎🎉🦊🌻'.repeat(60);
    for (const cut of cuts) {
      for (const typed of [emoji, 'petits pois '.repeat(50)]) {
        const page = await choose(path, typed.slice(0, cut).replace(/[\ud800-\udbff]$/, ''));
        expect([cut, page.status]).toEqual([cut, 422]);
        expect(page.text).toContain('128');
      }
    }
  });

  it('takes a password once: sealed for the directory, never in clear, and the link is used', async () => {
    const { person, path } = await invited();
    await confirmAll(api);
    const answering = choose(path, good);
    // The worker's part: the directory confirms.
    const confirming = new Promise(resolve => setTimeout(resolve, 300)).then(() => confirmAll(api));
    const [done] = await Promise.all([answering, confirming]);
    expect(done.status).toBe(200);
    expect(done.text).toContain('mail1.amie.test');
    const [row] = await api.db.look<{ password_sealed: Buffer; password_generation: string; generation: string }>(
      `select p.password_sealed, p.password_generation, r.generation from person p
       join resource r on r.person_id = p.id and r.kind = 'account' where p.id = $1`,
      [person.id],
    );
    expect(row?.password_generation).toBe(row?.generation);
    const key = parsePasswordKey(api.db.credentials.read('platform/password-key'));
    const hash = unsealPassword(person.id, row?.password_sealed as Buffer, key).use(text => text);
    expect(hash).toMatch(/^\{ARGON2\}\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verify(hash.slice('{ARGON2}'.length), good)).toBe(true);
    expect((await open(path)).status).toBe(410);
    expect((await choose(path, good)).text).toContain('déjà servi');
    expect((await api.ask('GET', `/api/v1/people/${person.id}`)).body.status).toBe('never-signed-in');
  });

  it('is used by one of two who press at once', async () => {
    const { path } = await invited();
    const [one, other] = await Promise.all([choose(path, good), choose(path, `${good} bis`), later()]);
    expect([one.status, other.status].sort((a, b) => a - b)).toEqual([200, 410]);
  });

  it.each([
    ['court', 'court', 'trop court'],
    ['motdepasse123', 'motdepasse124', 'différents'],
    ['password1234', 'password1234', 'trop'],
    ['aaaaaaaaaaaaaaaa', 'aaaaaaaaaaaaaaaa', 'trop'],
  ])('refuses %s with the reason, and the link stays good', async (password, again, reason) => {
    const { path } = await invited();
    const refused = await choose(path, password, again);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(reason);
    expect(refused.text).not.toContain(`value="${password}"`);
    expect((await open(path)).status).toBe(200);
  });

  it('refuses the own name as a password', async () => {
    const { path } = await invited({ givenName: 'Marguerite', familyName: 'Delacroix' });
    expect((await choose(path, 'delacroix-marguerite')).status).toBe(422);
  });

  it('expired renews itself: a new invitation is due, the old link stays dead', async () => {
    const { person, path } = await invited({}, -1);
    const page = await open(path);
    expect(page.status).toBe(410);
    expect(page.text).toContain(`action="${path}/renew`);
    expect((await choose(path, good)).status).toBe(410);
    const renewed = await api.ask('POST', `${path}/renew`, { isAnonymous: true });
    expect(renewed.status).toBe(200);
    expect(renewed.text).not.toContain(person.ownEmail);
    expect((await open(path)).status).toBe(410);
    expect((await open(await mail(person.id))).status).toBe(200);
  });

  it('lets somebody whose password was lost choose another, once a new link is asked for', async () => {
    const { person, path } = await invited();
    await Promise.all([choose(path, good), later()]);
    const url = `/api/v1/people/${person.id}/invitations`;
    expect((await api.ask('POST', url)).body.code).toBe('activated-already');
    expect((await api.ask('POST', url, { body: { resend: true } })).status).toBe(202);
    const expired = await mail(person.id, -1);
    const renewed = await api.ask('POST', `${expired}/renew`, { isAnonymous: true });
    expect(renewed.status).toBe(200);
    const again = await mail(person.id);
    await api.db.look('update person set password_sealed = null where id = $1', [person.id]);
    expect((await open(again)).status).toBe(200);
    await Promise.all([choose(again, 'cinq autres mots sans rapport'), later()]);
    const [kept] = await api.db.look<{ sealed: Buffer | null }>(
      'select password_sealed as sealed from person where id = $1',
      [person.id],
    );
    expect(kept?.sealed).not.toBeNull();
    expect((await api.ask('POST', `${path}/renew`, { isAnonymous: true })).status).toBe(410);
  });

  it('escapes what people are called', async () => {
    const { path } = await invited({ givenName: "D'Arc", familyName: 'O’Neil' });
    expect((await open(path)).text).toContain('D&#39;Arc');
  });

  it('does not tell an unknown link from one never made, and slows whoever tries many', async () => {
    expect((await open('/activation/nothing')).status).toBe(404);
    const answers: number[] = [];
    const token = randomBytes(32).toString('base64url');
    for (let time = 0; time < 12; time += 1) {
      const form = { password: good, again: good };
      answers.push((await api.ask('POST', `/activation/${token}`, { isAnonymous: true, form })).status);
    }
    expect(answers.slice(0, 10)).toEqual(Array.from({ length: 10 }, () => 404));
    expect(answers.at(-1)).toBe(429);
  });
});

async function later(): Promise<void> {
  await new Promise(resolve => setTimeout(resolve, 400));
  await confirmAll(api);
}
