import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { dueBatch, parsePasswordKey, recordInspection } from '@amie/database';
import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addServers, confirmAll, hostKey } from '../api/support/story.js';
import { someKey } from './sites.js';

jest.setTimeout(30_000);

const any = { 'if-match': '*' };
let api: TestApi;
let n = 0;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
  await api.ask('POST', '/api/v1/servers', {
    body: {
      name: 'web1',
      address: '192.0.2.14',
      hostKey,
      services: ['web'],
      settings: { web: { phpVersions: ['8.2'] } },
    },
  });
  await addMember(api, 'la-recre');
  await addMember(api, 'le-cercle');
});
afterAll(() => api.close());

async function addSite(changes: object = {}, member = 'la-recre') {
  n += 1;
  const body = { domains: [`s${n}.${member}.test`], ...changes };
  return api.ask('POST', `/api/v1/members/${member}/sites`, { body });
}
const patch = (site: string, body: object) => api.ask('PATCH', `/api/v1/sites/${site}`, { headers: any, body });
const web1Id = async () => (await api.db.look<{ id: string }>(`select id from server where name = 'web1'`))[0]!.id;
/** As a look at web1 that found nothing to tell but what it has. */
async function lookAtWeb1(phpVersions?: string[]): Promise<void> {
  const found = {
    looked: 0,
    drifts: [],
    orphans: [],
    ahead: [],
    used: [],
    told: [],
    facts: phpVersions && { phpVersions },
  };
  await recordInspection(api.db.worker, { service: 'web', serverId: await web1Id() }, undefined, found);
}
const secretsOf = async () => {
  const id = await web1Id();
  const key = parsePasswordKey(api.db.credentials.read('platform/password-key'));
  const due = await dueBatch(api.db.worker, { service: 'web', serverId: id }, 200, key);
  return new Map(due.map(one => [one.key, one.secret?.use(text => JSON.parse(text) as unknown)]));
};

describe('a site', () => {
  it('gets a name of its own, never one that was had before, and is found by it and by its domains', async () => {
    const [one, other] = [await addSite(), await addSite()];
    expect([one.status, one.body.site.name]).toEqual([202, expect.stringMatching(/^w\d{5}$/)]);
    expect(other.body.site.name).not.toBe(one.body.site.name);
    expect(one.body.plan.sentence).toBe('1 site, rien de supprimé');
    for (const reference of [one.body.site.id, one.body.site.name, one.body.site.mainDomain]) {
      const found = await api.ask('GET', `/api/v1/sites/${reference}`);
      expect([found.status, found.body.id]).toEqual([200, one.body.site.id]);
    }
  });

  it('runs PHP as a technician wrote down until its server was looked at, and nothing is called absent before', async () => {
    expect((await addSite()).body.site).toMatchObject({ content: 'php', phpVersion: '8.2', phpVersions: null });
    expect((await addSite({ content: 'static' })).body.site.phpVersion).toBeNull();
    const refused = await addSite({ phpVersion: '7.4' });
    expect([refused.status, refused.body.code]).toEqual([409, 'site-php-untold']);
    expect((await addSite({ content: 'static', phpVersion: '8.2' })).body.code).toBe('site-content-unclear');
  });

  it('chooses among the versions of PHP its server said it has, and changes from one to another', async () => {
    await lookAtWeb1(['8.2', '8.4', '8.3']);
    const { site } = (await addSite()).body;
    expect(site).toMatchObject({ phpVersion: '8.2', phpVersions: ['8.2', '8.4', '8.3'] });
    expect((await patch(site.name, { phpVersion: '8.4' })).body.site.phpVersion).toBe('8.4');
    const refused = await patch(site.name, { phpVersion: '7.4' });
    expect([refused.status, refused.body.code]).toEqual([422, 'site-php-unknown']);
    expect(refused.body.detail).toContain('le serveur a 8.2, 8.4, 8.3');
    const without = await patch(site.name, { content: 'static' });
    expect(without.body.site).toMatchObject({ phpVersion: null });
  });

  it('is told when its version of PHP has gone from the server, and leaves it by choosing another', async () => {
    await lookAtWeb1(['8.2', '8.4']);
    const { site } = (await addSite({ phpVersion: '8.4' })).body;
    await lookAtWeb1(['8.2']);
    // A look that could not tell takes nothing away.
    await lookAtWeb1();
    expect((await api.ask('GET', `/api/v1/sites/${site.name}`)).body).toMatchObject({
      phpVersion: '8.4',
      phpVersions: ['8.2'],
    });
    const refused = await patch(site.name, { isHstsOn: true });
    expect([refused.status, refused.body.code]).toEqual([409, 'site-php-gone']);
    expect(refused.body.detail).toContain(
      '« 8.4 » : le serveur a 8.2'.replaceAll(/« | »| (?=:)/g, space => space.replace(' ', '\u00a0')),
    );
    const moved = await patch(site.name, { isHstsOn: true, phpVersion: '8.2' });
    expect(moved.body.site).toMatchObject({ isHstsOn: true, phpVersion: '8.2' });
  });

  it('answers to proved names and names below them alone', async () => {
    await api.ask('POST', '/api/v1/members/la-recre/domains', { body: { domain: 'attend.test' } });
    for (const domain of [
      'attend.test',
      'www.attend.test',
      'le-cercle.test',
      'la-recre.test.evil.test',
      'xla-recre.test',
    ])
      expect([domain, (await addSite({ domains: [domain] })).body.code]).toEqual([domain, 'site-domain-unproved']);
    expect((await addSite({ domains: ['la-recre.test', 'www.la-recre.test'] })).status).toBe(202);
  });

  it('shares no name with another site, and a domain it uses cannot go', async () => {
    const { site } = (await addSite()).body;
    expect((await addSite({ domains: [site.mainDomain] })).body.code).toBe('site-domain-taken');
    const domain = await api.ask('DELETE', '/api/v1/domains/la-recre.test', { headers: any });
    expect(domain.body.code).toBe('domain-in-use');
    await patch(site.name, { domains: ['else.la-recre.test'] });
    expect((await addSite({ domains: [site.mainDomain] })).status).toBe(202);
  });

  it('changes what is asked and says so in words', async () => {
    const { site } = (await addSite()).body;
    await confirmAll(api);
    const plan = await api.ask('PATCH', `/api/v1/sites/${site.name}?dryRun=true`, {
      headers: any,
      body: { isSuspended: true, redirects: [{ from: '/ancien', to: 'https://la-recre.test/nouveau' }] },
    });
    expect(plan.body.plan.sentence).toContain('1 site modifié');
    expect(plan.body.plan.text).toContain('redirections');
    expect((await api.ask('GET', `/api/v1/sites/${site.name}`)).body.isSuspended).toBe(false);
    const edited = await patch(site.name, { isSuspended: true, isHstsOn: true, limit: '2 Go' });
    expect(edited.body.site).toMatchObject({ isSuspended: true, isHstsOn: true });
    const wrong = await patch(site.name, { redirects: [{ from: '/a b', to: 'javascript:alert(1)' }] });
    expect(wrong.body.errors.map(({ code }: { code: string }) => code)).toEqual([
      'site-path-shape',
      'redirect-target-shape',
    ]);
    const folders = ['/a', '/a/'].map(path => ({ path, logins: ['alice'] }));
    const twice = await patch(site.name, { protectedFolders: folders });
    expect([twice.status, twice.body.code]).toEqual([422, 'site-folder-twice']);
    expect((await patch(site.name, { limit: '1 Mo' })).body.errors[0].code).toBe('field-too-small');
    const place = `${'0'.repeat(32)}:5`;
    for (const unclear of [`before=${place}&after=start`, 'before=12', 'after=end', 'before=start']) {
      const log = await api.ask('GET', `/api/v1/sites/${site.name}/logs/access?${unclear}`);
      expect([unclear, log.status, log.body.code]).toEqual([unclear, 422, 'request-invalid']);
    }
  });

  it('goes to the bin with its databases and accesses, and comes back with them', async () => {
    const { site } = (await addSite()).body;
    const made = await api.ask('POST', '/api/v1/members/la-recre/site-databases', {
      body: { site: site.name, name: 'blog' },
    });
    const gone = await api.ask('POST', '/api/v1/members/la-recre/site-accesses', {
      body: { site: site.name, name: 'gone', keys: [someKey(1)] },
    });
    await api.ask('DELETE', `/api/v1/site-accesses/${gone.body.access.id}`, { headers: any });
    await confirmAll(api);
    const removed = await api.ask('DELETE', `/api/v1/sites/${site.name}`, { headers: any });
    expect(removed.body.plan.sentence).toBe('1 base de données mise à la corbeille, 1 site mis à la corbeille');
    const bin = await api.ask('GET', '/api/v1/bin?member=la-recre');
    const kinds = bin.body.items.map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    expect(kinds).toEqual([`site ${site.mainDomain}`, `site-access ${gone.body.access.login}`]);
    await confirmAll(api);
    const orphaned = await api.ask('POST', `/api/v1/bin/${gone.body.access.id}/restore`);
    expect(orphaned.body.code).toBe('stands-on-set-aside');
    expect((await api.ask('POST', `/api/v1/bin/${site.id}/restore`)).status).toBe(202);
    const back = await api.ask('GET', `/api/v1/sites/${site.id}`);
    expect(back.body.databases.map(({ id }: { id: string }) => id)).toEqual([made.body.database.id]);
  });
});

describe('a password made for a site', () => {
  it('is told once, travels sealed, and is kept in no answer, log or row', async () => {
    const { site } = (await addSite()).body;
    await confirmAll(api);
    const headers = { 'idempotency-key': 'once-and-only-once' };
    const body = { site: site.mainDomain, name: 'boutique', engine: 'postgresql' };
    const ask = () => api.ask('POST', '/api/v1/members/la-recre/site-databases', { body, headers });
    const made = await ask();
    const { password } = made.body;
    expect(password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(made.body.database).toMatchObject({ name: `${site.name}_boutique`, user: `${site.name}_boutique` });
    expect((await ask()).body).not.toHaveProperty('password');
    expect((await secretsOf()).get(`site-database/la-recre/${site.name}_boutique`)).toEqual({ password });
    const tables = ['resource', 'resource_secret', 'task', 'task_event', 'change_log', 'idempotency_key'];
    for (const table of tables) {
      const kept = JSON.stringify(await api.db.look(`select t::text from ${table} t`));
      expect([table, kept.includes(password)]).toEqual([table, false]);
    }
  });

  it('is another one each time, for a database and for an access', async () => {
    const { site } = (await addSite()).body;
    const made = await api.ask('POST', '/api/v1/members/la-recre/site-accesses', {
      body: { site: site.name, name: 'alice', withPassword: true },
    });
    const { login } = made.body.access;
    const renewed = await api.ask('POST', `/api/v1/site-accesses/${login}/password`, { headers: any });
    expect(renewed.body.password).toMatch(/^[A-Za-z0-9]{24}$/);
    expect(renewed.body.password).not.toBe(made.body.password);
    expect((await api.ask('GET', `/api/v1/site-accesses/${login}`)).body).not.toHaveProperty('password');
  });

  it('of a protected folder joins those that are still on their way', async () => {
    const { site } = (await addSite()).body;
    const first = await patch(site.name, { protectedFolders: [{ path: '/prive', logins: ['bureau'] }] });
    const second = await patch(site.name, { protectedFolders: [{ path: '/prive', logins: ['bureau', 'ca'] }] });
    expect([first, second].map(({ body }) => body.passwords.map(({ login }: { login: string }) => login))).toEqual([
      ['bureau'],
      ['ca'],
    ]);
    await confirmAll(api);
    await api.db.look(`update resource set generation = generation + 1 where id = $1`, [site.id]);
    expect((await secretsOf()).get(`site/la-recre/${site.name}`)).toEqual({
      certificate: null,
      passwords: [...first.body.passwords, ...second.body.passwords],
    });
  });
});

describe('an imported certificate', () => {
  it('is refused before anything changes when it cannot serve the site, and the reason is told', async () => {
    const { site } = (await addSite()).body;
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
    const bring = (body: object) => api.ask('PUT', `/api/v1/sites/${site.name}/certificate`, { headers: any, body });
    const refused = await bring({ chain: 'no certificate', key });
    expect([refused.status, refused.body.code]).toEqual([422, 'certificate-unusable']);
    expect(refused.body.detail).toContain('La chaîne n’est pas lisible');
    expect(refused.text).not.toContain('PRIVATE');
  });

  it('lets a site take on only names that it covers, once its server told which', async () => {
    const { site } = (await addSite({ domains: ['boutique.la-recre.test'] })).body;
    const seen = { spec: { importedCertificate: 'ab'.repeat(32) }, facts: { certificateNames: ['*.la-recre.test'] } };
    const set = `update resource set spec = spec || $2::jsonb, observed = $3::jsonb where id = $1`;
    await api.db.look(set, [site.id, JSON.stringify(seen.spec), JSON.stringify(seen)]);
    const refused = await patch(site.name, { addDomains: ['www.boutique.la-recre.test'] });
    expect([refused.status, refused.body.code]).toEqual([409, 'site-domain-uncovered']);
    expect(refused.body.detail).toContain('*.la-recre.test');
    expect((await patch(site.name, { addDomains: ['panier.la-recre.test'] })).status).toBe(202);
    await api.db.look(`update resource set observed = null where id = $1`, [site.id]);
    expect((await patch(site.name, { addDomains: ['www.boutique.la-recre.test'] })).status).toBe(202);
  });
});

describe('an access', () => {
  it('takes public keys without their comment, and none that is weak or has options', async () => {
    const { site } = (await addSite()).body;
    const add = (name: string, keys: string[]) =>
      api.ask('POST', '/api/v1/members/la-recre/site-accesses', { body: { site: site.name, name, keys } });
    const made = await add('alice', [`${someKey(3)} alice@laptop`]);
    expect(made.body.access).toMatchObject({ login: `${site.name}-alice`, keys: [someKey(3)], hasPassword: false });
    const optioned = await add('bob', [`command="id" ${someKey(3)}`]);
    expect(optioned.body.errors[0].code).toBe('ssh-key-shape');
    const other = await api.ask('POST', '/api/v1/members/le-cercle/site-accesses', {
      body: { site: site.name, name: 'eve' },
    });
    expect(other.status).toBe(404);
  });
});
