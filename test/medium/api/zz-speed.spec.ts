import { it } from '@jest/globals';
import { newApi } from './support/api.js';
import { addMember, addServers, table } from './support/story.js';
it('is fast', async () => {
  const api = await newApi();
  await addServers(api);
  await addMember(api, 'gros');
  for (const n of [200, 5000, 4000]) {
    const given = n;
    const text = table(Array.from({ length: n }, (_, i) => [`Ada${'abcdefghij'[i % 10]}`, `Nom${[...String(i)].map(d => 'abcdefghij'[Number(d)]).join('')} ${'x'.repeat(given % 7 + 1)}`, `p${given}x${i}@elsewhere.test`, '', i % 5 ? '' : 'equipe', '']));
    const t0 = performance.now();
    const planned = await api.ask('POST', '/api/v1/members/gros/imports', { table: text });
    const t1 = performance.now();
    const approved = await api.ask('POST', `/api/v1/imports/${planned.body.id}/approve`);
    const t2 = performance.now();
    console.log(n, planned.status, planned.body.counts, Math.round(t1 - t0), 'ms plan', approved.status, Math.round(t2 - t1), 'ms approve', approved.text.slice(0, 200));
  }
  const times: number[] = [];
  for (let i = 0; i < 60; i++) {
    const t = performance.now();
    const a = await api.ask('POST', '/api/v1/members/gros/people', { body: { givenName: 'Solo', familyName: 'Seul' + 'abcdefghij'[i % 10] + 'abcdefghij'[Math.floor(i / 10)], ownEmail: `s${i}@elsewhere.test` } });
    if (a.status !== 202) console.log(a.text);
    times.push(performance.now() - t);
  }
  times.sort((a, b) => a - b);
  console.log('one person median', times[30], 'p95', times[56]);
  const t = performance.now();
  await api.ask('GET', '/api/v1/members/gros/people?limit=100');
  console.log('list', performance.now() - t);
  const t3 = performance.now();
  await api.ask('GET', '/api/v1/members');
  console.log('members', performance.now() - t3);
  await api.close();
}, 120000);
