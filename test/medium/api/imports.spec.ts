import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newApi, type TestApi } from './support/api.js';
import { addMember, addPerson, addServers, confirmAll, table } from './support/story.js';

let api: TestApi;

beforeAll(async () => {
  api = await newApi();
  await addServers(api);
});
afterAll(() => api.close());

const send = (member: string, text: string | Buffer, query = '') =>
  api.ask('POST', `/api/v1/members/${member}/imports${query}`, { table: text, headers: { 'accept-language': 'fr' } });

const twentyFive = (member: string): string =>
  table(
    Array.from({ length: 25 }, (_, index) => [
      'Élodie',
      `Dupont ${String.fromCharCode(97 + index)}`,
      `e${index}@elsewhere.test`,
      '',
      index < 3 ? `contact@${member}.test` : '',
      '',
    ]),
  );

describe('an import', () => {
  it('shows its plan before anything is made, and makes exactly that once approved', async () => {
    await addMember(api, 'ecole');
    const planned = await send('ecole', twentyFive('ecole'));
    expect(planned.status).toBe(201);
    expect(planned.body.plan.sentence).toBe('25 comptes, 25 boîtes mail, 1 adresse partagée, rien de supprimé');
    expect(planned.body.rows[0]).toMatchObject({
      address: 'elodie.dupont-a@ecole.test',
      isProposed: true,
      state: 'new',
    });
    expect(await api.db.look(`select 1 from person where own_email = 'e1@elsewhere.test'`)).toEqual([]);
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    expect(approved.status).toBe(202);
    expect(approved.body.plan.counts).toEqual(planned.body.plan.counts);
    const people = await api.ask('GET', '/api/v1/members/ecole/people');
    expect(people.body.items).toHaveLength(25);
    expect(people.body.items.map((one: { address: string }) => one.address).sort()).toEqual(
      planned.body.rows.map((row: { address: string }) => row.address).sort(),
    );
  });

  it('approved twice is once', async () => {
    await addMember(api, 'twice');
    const planned = await send('twice', table([['Ada', 'Un', 'un@elsewhere.test', '', '', '']]));
    const url = `/api/v1/imports/${planned.body.id}/approve`;
    const [one, other] = await Promise.all([api.ask('POST', url), api.ask('POST', url)]);
    expect(one.body.task.id).toBe(other.body.task.id);
    expect((await api.ask('GET', '/api/v1/members/twice/people')).body.items).toHaveLength(1);
  });

  it('of the same file a second time plans nothing', async () => {
    await addMember(api, 'again');
    const text = twentyFive('again');
    const first = await send('again', text);
    await api.ask('POST', `/api/v1/imports/${first.body.id}/approve`);
    const second = await send('again', text);
    expect(second.body.plan.sentence).toBe('rien à changer');
    expect(second.body.counts).toEqual({ new: 0, unchanged: 25, bad: 0 });
    const approved = await api.ask('POST', `/api/v1/imports/${second.body.id}/approve`);
    const task = await api.ask('GET', approved.body.task.url);
    expect(task.body).toMatchObject({ state: 'done', progress: { total: 0 } });
  });

  it('sets bad rows aside by number, with every problem, and applies the others', async () => {
    await addMember(api, 'mixed');
    await addPerson(api, 'mixed', { givenName: 'Luc', familyName: 'Roi', address: 'luc@mixed.test' });
    const text = table([
      ['Ada', 'Bonne', 'bonne@elsewhere.test', '', 'Équipe accueil', '500 Mo'],
      ['Eve', 'Prise', 'prise@elsewhere.test', 'luc@mixed.test', '', ''],
      ['Max', 'Ailleurs', 'max@elsewhere.test', 'max@other.test', '', ''],
      ['Root', 'Maître', 'pm@elsewhere.test', 'postmaster@mixed.test', '', ''],
      ['Quo"te', '../etc', 'pas une adresse', '', '', 'beaucoup'],
      ['Nul\u0007', 'Cloche', 'nul@elsewhere.test', '', '', ''],
      ['Ada', 'Bonne', 'bonne@elsewhere.test', '', '', ''],
    ]).replace('Quo"te', '"Quo""te"');
    const planned = await send('mixed', text);
    expect(planned.body.rows.map((row: { row: number }) => row.row)).toEqual([2]);
    const codes = planned.body.bad.map((bad: { row: number; problems: { code: string }[] }) => [
      bad.row,
      ...bad.problems.map(problem => problem.code),
    ]);
    expect(codes).toEqual([
      [3, 'address-taken'],
      [4, 'domain-not-of-member'],
      [5, 'local-part-reserved'],
      [6, 'name-bad-character', 'name-bad-character', 'address-without-at', 'quota-unreadable'],
      [7, 'name-control-character'],
      [8, 'row-duplicate-person'],
    ]);
    for (const bad of planned.body.bad)
      for (const problem of bad.problems) expect(problem.title).not.toBe(problem.code);
    expect(planned.body.plan.counts).toEqual({ account: { create: 1 }, group: { create: 1 }, mailbox: { create: 1 } });
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    expect(approved.body.bad).toBe(6);
    const [person] = (await api.ask('GET', '/api/v1/members/mixed/people?q=bonne')).body.items;
    expect(person).toMatchObject({ limitKib: 500 * 1024, groups: ['equipe-accueil'] });
  });

  it('names the person of a row in the bin, and says nothing of rows that are created', async () => {
    await addMember(api, 'leaver');
    const person = await addPerson(api, 'leaver', { givenName: 'Luc', familyName: 'Parti' });
    const url = `/api/v1/people/${person.id}`;
    const { ownEmail } = (await api.ask('GET', url)).body;
    expect((await api.ask('POST', `${url}/leave`)).status).toBe(202);
    const planned = await send('leaver', table([['Luc', 'Parti', ownEmail, '', '', '']]));
    expect(planned.body.bad[0].problems[0]).toMatchObject({ code: 'person-set-aside', value: 'Luc Parti', detail: '' });
  });

  it.each([
    ['', 'file-empty'],
    ['Prénom;Nom;E-mail personnel\n', 'file-without-rows'],
    ['Prénom;Nom\nAda;Un\n', 'file-column-missing'],
    ['Prénom;Nom;E-mail personnel\nAda;Un;"a@b.te', 'file-truncated'],
    [`Prénom;Nom;E-mail personnel\n${'Ada;Un;a@elsewhere.test\n'.repeat(50_000)}`, 'file-too-many-rows'],
  ])('refuses a whole file that cannot be trusted (%#) and changes nothing', async (text, code) => {
    await addMember(api, `bad-${code.slice(5)}`.slice(0, 30), `${code}.test`);
    const answer = await send(`bad-${code.slice(5)}`.slice(0, 30), text);
    expect(answer.body.code).toBe(code);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.action).not.toBe('');
  });

  it('refuses an approval whose plan no longer holds, naming the rows', async () => {
    await addMember(api, 'moved');
    const planned = await send('moved', table([['Ada', 'Lent', 'lent@elsewhere.test', 'lent@moved.test', '', '']]));
    await addPerson(api, 'moved', { address: 'lent@moved.test' });
    const late = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    expect([late.status, late.body.code, late.body.errors[0].row]).toEqual([409, 'import-outdated', 2]);
    expect(await api.db.look(`select 1 from person where own_email = 'lent@elsewhere.test'`)).toEqual([]);
  });

  it('makes no row that the plan showed as bad, even one that would stand by now', async () => {
    await addMember(api, 'unseen');
    const text = table([
      ['Ada', 'Vue', 'vue@elsewhere.test', 'vue@unseen.test', '', ''],
      ['Eve', 'Cachée', 'cachee@elsewhere.test', 'cachee@unseen-too.test', '', ''],
    ]);
    const planned = await send('unseen', text);
    expect(planned.body.counts).toEqual({ new: 1, unchanged: 0, bad: 1 });
    await api.ask('POST', '/api/v1/members/unseen/domains', { body: { domain: 'unseen-too.test' } });
    const late = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    expect([late.status, late.body.code, late.body.errors[0].row]).toEqual([409, 'import-outdated', 3]);
    expect(await api.db.look(`select 1 from person where own_email = 'cachee@elsewhere.test'`)).toEqual([]);
  });

  it('can be undone: its people go to the bin and groups are as before', async () => {
    await addMember(api, 'regret');
    const kept = await addPerson(api, 'regret');
    await api.ask('POST', '/api/v1/members/regret/groups', { body: { name: 'bureau', people: [kept.id] } });
    const planned = await send('regret', table([['Ada', 'Trop', 'trop@elsewhere.test', '', 'bureau', '']]));
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    await confirmAll(api);
    const undone = await api.ask('POST', `${approved.body.task.url}/undo`);
    expect(undone.status).toBe(202);
    expect(undone.body.plan.counts).toEqual({
      account: { 'set-aside': 1 },
      group: { update: 1 },
      mailbox: { 'set-aside': 1 },
    });
    const groups = await api.ask('GET', '/api/v1/members/regret/groups');
    expect(groups.body.items[0].people.map((one: { id: string }) => one.id)).toEqual([kept.id]);
    const again = await api.ask('POST', `${approved.body.task.url}/undo`);
    expect(again.body.code).toBe('undo-done-already');
  });

  it('edited since is not undone, and says what was edited', async () => {
    await addMember(api, 'edited');
    const planned = await send('edited', table([['Ada', 'Change', 'change@elsewhere.test', '', '', '']]));
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    const [person] = (await api.ask('GET', '/api/v1/members/edited/people')).body.items;
    await api.ask('POST', `/api/v1/people/${person.id}/suspend`);
    const undone = await api.ask('POST', `${approved.body.task.url}/undo`);
    expect([undone.status, undone.body.code]).toEqual([409, 'undo-edited-since']);
    expect(undone.body.detail).toContain('account/edited/ada.change');
  });

  it('reads CP1252 with tabs and English headers in any order', async () => {
    await addMember(api, 'ansi');
    const text = 'Last name\tOwn e-mail\tFirst name\nL\u00e9vy\tlevy@elsewhere.test\tZo\u00e9\n';
    const planned = await send('ansi', Buffer.from(text, 'latin1'));
    expect(planned.body.rows[0]).toMatchObject({ givenName: 'Zoé', familyName: 'Lévy', address: 'zoe.levy@ansi.test' });
  });
});
