import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { defaultPolicy, setParts, withScope } from '@amie/database';
import { buildProgram } from '../../../apps/cli/program.js';
import { readPdf } from '../../support/pdf-reading.js';
import { addMember, newId } from '../support/database.js';
import { newApi, type TestApi } from '../api/support/api.js';

jest.setTimeout(60_000);

let api: TestApi;
const members = ['maison-des-jeunes', 'theatre', 'epicerie', 'radio'] as const;
const [youth, theatre, grocery, radio] = members;
const ids = new Map<string, string>();

beforeAll(async () => {
  api = await newApi();
  for (const slug of members) ids.set(slug, await addMember(api.db, slug));
  await closeOctober();
});
afterAll(() => api.close());

const digest = 'c0ffee'.padEnd(64, '0');

/** The worked example of October 2025 as it is kept once closed: the members' sums over all pools in one of them. */
async function closeOctober(): Promise<void> {
  const decision = newId();
  const look = (text: string, values: readonly unknown[] = []) => api.db.look(text, values);
  await look(`insert into board_decision (id, taken_on, title, recorded_by) values ($1, '2025-09-01', 'v1', 't')`, [
    decision,
  ]);
  await look(
    `insert into policy (version, body, body_sha256, engine_version, drafted_by) values (1, $2, $1, '1', 't')`,
    [digest, JSON.stringify(defaultPolicy)],
  );
  await look(`insert into period (month) values ('2025-10-01')`);
  await look(
    `update period set state = 'proposed', cutoff = now(), policy_version = 1, input_sha256 = $1, output_sha256 = $1,
       proposed_by = 't', proposed_at = now()`,
    [digest],
  );
  await look(`update period set state = 'approved', approved_by = 't', approved_at = now(), decision_id = $1`, [
    decision,
  ]);
  await look(
    `insert into period_input (month, kind, name, amount) values ('2025-10-01', 'pool-minutes', 'mail', 1005)`,
  );
  await look(
    `insert into alloc_component (month, pool, component, place, amount_umin, house_umin, is_fallback, key_total)
     values ('2025-10-01', 'mail', '~solidarity', 0, 1005000000, 0, false, 30888000)`,
  );
  const keys: [string, number, string, string][] = [
    [youth, 1010, '8046000', '269890138'],
    [theatre, 1360, '10728000', '406038125'],
    [grocery, 1290, '10728000', '259349417'],
    [radio, 375, '1386000', '69722320'],
  ];
  for (const [slug, own, presence, umin] of keys) {
    const id = ids.get(slug);
    const input = `insert into period_input (month, kind, member_id, amount) values ('2025-10-01', $1, $2, $3)`;
    await look(input, ['individual', id, own]);
    await look(input, ['presence', id, presence]);
    const line = `insert into alloc_line (month, pool, component, member_id, amount_umin)
      values ('2025-10-01', 'mail', '~solidarity', $1, $2)`;
    await look(line, [id, umin]);
  }
  await look(`update period set state = 'closed', closed_by = 't'`);
}

const get = (path: string, headers: Record<string, string> = {}) => api.ask('GET', `/api/v1${path}`, { headers });
const post = (path: string, body: object) => api.ask('POST', `/api/v1${path}`, { body });
const dueOf = async (slug: string): Promise<string> =>
  (await get(`/statements/${slug}/2025`)).body.months.find((one: { month: string }) => one.month === '2025-10')
    .dueCents;

describe('the cost of a month', () => {
  it('is set by rows that are only added, and setting it again writes nothing', async () => {
    expect((await post('/costs', { month: '2025-10', cents: '190000' })).status).toBe(201);
    const corrected = await post('/costs', { month: '2025-10', cents: '200000', note: 'facture oubliée' });
    expect([corrected.status, corrected.body.recorded.cents]).toEqual([201, '10000']);
    const again = await post('/costs', { month: '2025-10', cents: '200000' });
    expect([again.status, again.body.recorded]).toEqual([200, null]);
    const rows = (await get('/costs?year=2025')).body.items.map(({ cents }: { cents: string }) => cents);
    expect(rows).toEqual(['190000', '10000']);
  });

  it('is refused as a fraction, a negative, a number, or of no month, and tried without trace', async () => {
    for (const wrong of [
      { month: '2025-10', cents: '10.5' },
      { month: '2025-10', cents: '-1' },
      { month: '2025-10', cents: 200_000 },
      { month: '2025-13', cents: '1' },
    ]) {
      expect((await post('/costs', wrong)).status).toBe(422);
    }
    const tried = await post('/costs?dryRun=true', { month: '2025-11', cents: '5' });
    expect([tried.status, tried.body.isDryRun]).toEqual([200, true]);
    expect(await api.db.look(`select cents from period_cost where month = '2025-11-01'`)).toEqual([]);
  });

  it('is never changed nor deleted, whoever asks', async () => {
    const write = (text: string) => withScope(api.db.api, 'all', async em => em.query(text));
    await expect(write('update period_cost set cents = 1')).rejects.toThrow('permission denied');
    await expect(write('delete from provision')).rejects.toThrow('permission denied');
  });
});

describe('the statement of October', () => {
  it('reproduces the worked example to the cent, by weighed key and by parts alone', async () => {
    expect(await Promise.all(members.map(dueOf))).toEqual(['50789', '70081', '61482', '17648']);
    const byParts = async (slug: string) => (await get(`/statements/${slug}/2025`)).body.euros.byPartsCents;
    expect(await Promise.all(members.map(byParts))).toEqual(['52098', '69464', '69464', '8974']);
  });

  it('shows the exact share, its key and where it opens', async () => {
    const { body } = await get(`/statements/${youth}/2025`);
    const [month] = body.months;
    expect(month).toMatchObject({ state: 'closed', keyUmin: '1279890138', keyTotalUmin: '5040000000', digest });
    const [cell] = body.pools[0].cells;
    expect(cell).toEqual({
      month: '2025-10',
      umin: '269890138',
      minutes: '270',
      explain: `/api/v1/explain/2025-10/mail/${youth}`,
    });
    const due = await get(month.explain.replace('/api/v1', ''));
    expect([due.body.amount, due.body.children.length]).toEqual(['50789', 8]);
  });

  it('counts provisions, and what takes them back', async () => {
    for (const cents of ['40000', '20000', '-20000']) {
      expect((await post('/provisions', { member: youth, month: '2025-10', cents })).status).toBe(201);
    }
    const { euros } = (await get(`/statements/${youth}/2025`)).body;
    expect([euros.providedCents, euros.trueUpCents]).toEqual(['40000', '10789']);
    const listed = await get(`/provisions?year=2025&member=${youth}`);
    expect(listed.body.items).toHaveLength(3);
    expect((await get(`/provisions?year=2025&member=${radio}`)).body.items).toEqual([]);
    expect((await post('/provisions', { member: 'nobody', month: '2025-10', cents: '1' })).status).toBe(404);
  });

  it('comes as a spreadsheet and as one tagged page, by name or by Accept, in either language', async () => {
    const csv = await get(`/statements/${youth}/2025?format=csv`, { 'accept-language': 'en' });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect([csv.text.startsWith('\uFEFF'), csv.text.includes(';507.89;')]).toEqual([true, true]);
    expect((await get(`/statements/${youth}/2025`, { accept: 'text/csv' })).text).toContain(';507,89;');
    const url = `/api/v1/statements/${youth}/2025?language=fr`;
    const headers = { authorization: `Bearer ${api.token}`, accept: 'application/pdf' };
    const answer = await api.api.app.inject({ method: 'GET', url, headers });
    expect(answer.headers['content-type']).toBe('application/pdf');
    const pdf = await readPdf(answer.rawPayload);
    expect([pdf.pages, pdf.language]).toEqual([1, 'fr']);
    const texts = pdf.texts.map(({ text }) => text.replaceAll('\u00a0', ' '));
    expect(texts).toEqual(expect.arrayContaining(['507,89 €', '1 279,890138', '2 000,00 €']));
    expect(texts.join(' ')).toContain('À ce jour, reste à régler : 107,89 €');
    const again = await api.api.app.inject({ method: 'GET', url, headers });
    expect(again.rawPayload.equals(answer.rawPayload)).toBe(true);
  });

  it('is not there for a year that is none, or a member nobody knows', async () => {
    expect((await get(`/statements/${youth}/25`)).status).toBe(422);
    expect((await get('/statements/nobody/2025')).status).toBe(404);
    expect((await get(`/statements/${youth}/2025/due/2025-11`)).body.code).toBe('cost-missing');
  });
});

describe('the proof of 2025', () => {
  it('invariant 24: splits the cost to the cent over the members, with the key of each', async () => {
    const { body } = await get('/proof/2025');
    expect([body.costCents, body.dueCents, body.providedCents, body.trueUpCents]).toEqual([
      '200000',
      '200000',
      '40000',
      '160000',
    ]);
    const [month] = body.months;
    expect(month.salt).toBe('2025-10|v1|cost');
    expect(month.lines.map(({ slug, dueCents }: Record<string, string>) => [slug, dueCents])).toEqual([
      [grocery, '61482'],
      [youth, '50789'],
      [radio, '17648'],
      [theatre, '70081'],
    ]);
    const csv = await get('/proof/2025?format=csv&language=fr');
    expect(csv.text.trim().split('\r\n').at(-1)).toContain('2000,00;2000,00;;400,00;1600,00');
  });

  it('is refused while a cost has nobody to bear it, and says of which month', async () => {
    await post('/costs', { month: '2024-05', cents: '1000' });
    const refused = await get('/proof/2024');
    expect([refused.status, refused.body.code, refused.body.params.month]).toEqual([409, 'proof-unsplit', '2024-05']);
  });

  it('moves a correction of a past year into the year it is issued in, and leaves the past one as it was', async () => {
    const before = (await get(`/statements/${youth}/2025`)).body;
    const insert = `insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, issued_by)
      values ('2025-10-01', '2026-02-01', 'individual', $1, $2, 'hours entered late', 't')`;
    await api.db.look(insert, [ids.get(youth), '60000000']);
    await api.db.look(insert, [ids.get(radio), '-60000000']);
    const { asOf: _, ...sheet } = before;
    expect((await get(`/statements/${youth}/2025`)).body).toMatchObject(sheet);
    const { euros, flags } = (await get(`/statements/${youth}/2026`)).body;
    expect([euros.earlierCents, euros.trueUpCents]).toEqual(['2381', '2381']);
    expect(flags).toContainEqual(expect.objectContaining({ code: 'earlier', months: ['2025-10'] }));
    const proof = (await get('/proof/2026')).body;
    expect([proof.costCents, proof.dueCents, proof.members.length]).toEqual(['0', '0', 4]);
  });
});

describe('a correction issued in the year of its month', () => {
  it('invariant 18: counts in the figures and the euros of that month, told apart, and the proof still holds', async () => {
    const insert = `insert into adjustment (origin_month, issued_month, pool, member_id, amount_umin, cause, issued_by)
      values ('2025-10-01', '2025-12-01', 'mail', $1, $2, 'a log found late', 't')`;
    const moved = 1_000_000_000n / 50n;
    await api.db.look(insert, [ids.get(youth), String(moved)]);
    await api.db.look(insert, [ids.get(grocery), String(-moved)]);
    const { months, pools } = (await get(`/statements/${youth}/2025`)).body;
    expect(pools[0].cells[0]).toMatchObject({ umin: '289890138', correctedUmin: '20000000', minutes: '290' });
    // 1,299.890138 of 5,040 minutes of 2,000.00.
    expect([months[0].isCorrected, months[0].dueCents]).toEqual([true, '51583']);
    const { costCents, dueCents } = (await get('/proof/2025')).body;
    expect([costCents, dueCents]).toEqual(['200000', '200000']);
  });
});

describe('amie', () => {
  it('sets costs and calls provisions, once tried without trace, and takes one back', async () => {
    await amie('cost', 'set', '2025-09', '1 234,50', '--dry-run');
    expect((await get('/costs?year=2025')).body.items).toHaveLength(2);
    const told = await amie('provision', 'add', theatre, '2025-10', '12,50', '--note', 'avance');
    expect(told).toBe('Provision de theatre, 2025-10 : 12,50 €.\n');
    const [id] = /\b[0-9a-f]{8}\b/.exec(await amie('provision', 'list', '2025', '--member', theatre)) ?? [];
    expect(await amie('provision', 'reverse', id ?? '', '--year', '2025')).toContain('−12,50 €');
    expect((await get(`/statements/${theatre}/2025`)).body.euros.providedCents).toBe('0');
    await expect(amie('provision', 'reverse', '', '--year', '2025')).rejects.toThrow('Aucune provision seule');
    expect(await amie('cost', 'set', '2025-10', '2000,00')).toBe('Le coût de 2025-10 est déjà 2 000,00 €.\n');
    await expect(amie('cost', 'set', '2025-10', 'beaucoup')).rejects.toThrow('n’est pas un montant');
  });

  it('prints a statement for people, for scripts, for a spreadsheet and on paper', async () => {
    const told = await amie('statement', youth, '2025');
    expect(told).toMatch(/2025-10 +clos +2 000,00 € +1 299,890 +5 040,000 +515,83 €/);
    expect(told).toContain('Dû 515,83 €, provisions 400,00 €, solde 115,83 €.');
    expect(told).toContain('À savoir :\n  Mois corrigés après leur clôture (oct.)\n');
    expect(JSON.parse(await amie('--json', 'statement', youth, '2025')).euros.dueCents).toBe('51583');
    expect(await amie('statement', youth, '2025', '--format', 'csv', '--language', 'en')).toContain(';515.83;');
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'amie-releve-')), 'releve.pdf');
    await amie('statement', youth, '2025', '--format', 'pdf', '--output', file);
    expect((await readPdf(readFileSync(file))).pages).toBe(1);
    await expect(amie('statement', youth, '2025', '--format', 'pdf', '--output', '/nowhere/x.pdf')).rejects.toThrow(
      'ne peut pas être écrit (ENOENT)',
    );
  });

  it('prints the proof', async () => {
    const told = await amie('proof', '2025');
    expect(told).toMatch(/radio +176,48 € +0,00 € +176,48 €/);
    expect(told).toContain('Coût de l’année : 2 000,00 €, réparti au centime près.');
  });
});

/** What a command line prints, with plain spaces. */
async function amie(...line: string[]): Promise<string> {
  process.env.AMIE_URL ??= await api.listen();
  process.env.AMIE_TOKEN = api.token;
  const printed: string[] = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array) => {
    printed.push(typeof chunk === 'string' ? chunk : new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk));
    return true;
  };
  try {
    await buildProgram('fr', '0').parseAsync(['--lang', 'fr', ...line], { from: 'user' });
  } finally {
    process.stdout.write = write;
  }
  return printed.join('').replaceAll(/[\u00a0\u202f]/g, ' ');
}

describe('a month that is not closed', () => {
  it('is in the statement as provisional, computed now, and weighs no cost until there is one', async () => {
    await workInNovember();
    const sheet = (await get(`/statements/${youth}/2025`)).body;
    const states = sheet.months.map(({ month, state }: Record<string, string>) => [month, state]);
    expect(states).toEqual([
      ['2025-10', 'closed'],
      ['2025-11', 'provisional'],
      ['2025-12', 'provisional'],
    ]);
    // 120 minutes of emergencies over four members with one part each, and 90 of its own.
    expect(sheet.months[1]).toMatchObject({ keyUmin: '120000000', keyTotalUmin: '210000000', dueCents: null });
    // October's 1,010, November's 90, and a day of September, before the first voted rule.
    expect(sheet.days.own.used.minutes).toBe('1520');
    expect(sheet.flags).toContainEqual(expect.objectContaining({ code: 'unweighed', months: ['2025-09'] }));
    expect(sheet.flags).toContainEqual(
      expect.objectContaining({ code: 'provisional', months: ['2025-11', '2025-12'] }),
    );
    await post('/costs', { month: '2025-11', cents: '21000' });
    const after = (await get(`/statements/${youth}/2025`)).body;
    expect([after.isFinal, after.months[1].dueCents]).toEqual([false, '12000']);
    expect((await get('/proof/2025')).body.withoutCost).toEqual(['2025-12']);
  });
});

async function workInNovember(): Promise<void> {
  const byParts = { solidarity: 10_000, drivers: [], cap: [3, 1], base: 'all' };
  const pools = ['mail', 'web', 'backup', 'directory', 'training', 'emergency', 'management'];
  const rule = {
    minutes_per_day: 420,
    effect: 'inform',
    pools: Object.fromEntries(pools.map(pool => [pool, byParts])),
  };
  const { version } = (await post('/policies', { policy: rule })).body;
  const decision = (await post('/decisions', { takenOn: '2025-10-20', title: 'Clé v2' })).body.id;
  const adopted = await post(`/policies/${version}/adopt`, { from: '2025-11', decision });
  if (adopted.status !== 200) throw new Error(adopted.text);
  for (const slug of members) {
    const change = { memberId: ids.get(slug) ?? '', from: '2025-11-01', halfParts: 2, by: 'technician:first' };
    await withScope(api.db.api, 'all', em => setParts(em, change));
  }
  await post('/tokens', { name: 'anne' });
  await api.db.look(`insert into technician (name, full_name) values ('leo', 'Léo Exemple')`);
  const entry = `insert into time_entry (technician_id, work_day, span, is_timed, minutes, kind, pool, member_id, created_by)
    select id, ($1::timestamptz at time zone 'Europe/Paris')::date, tstzrange($1::timestamptz, $1::timestamptz + make_interval(mins => $2::int)), true, $2::int,
      $3, $4, $5::uuid, 'technician:leo' from technician`;
  await api.db.look(entry, ['2025-11-04T09:00:00+01:00', 120, 'collective', 'emergency', null]);
  await api.db.look(entry, ['2025-11-04T14:00:00+01:00', 90, 'individual', null, ids.get(youth)]);
  await api.db.look(entry, ['2025-09-02T09:00:00+02:00', 420, 'individual', null, ids.get(youth)]);
  await withScope(api.db.api, 'all', em => em.query(`update time_entry set validated_by = 'technician:anne'`));
}
