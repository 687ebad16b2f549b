import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Ledger, newLedger } from './ledger-world.js';

jest.setTimeout(30_000);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await newLedger();
  await ledger.log({ day: '2025-10-20', start: '08:30', end: '12:00', pool: 'mail' });
  await ledger.log({ day: '2025-10-20', start: '12:00', end: '13:00', member: 'la-recre', note: '=cmd' });
  await ledger.log({ day: '2025-10-20', half: 'afternoon', pool: 'web' });
  await ledger.log({ day: '2025-10-21', minutes: 420, kind: 'absence' });
  await ledger.log({ day: '2025-10-26', start: '01:00', end: '04:00', pool: 'emergency' });
  await ledger.log({ day: '2025-10-27', start: '00:00', end: '01:00', pool: 'emergency' });
  await ledger.log({ day: '2025-03-30', start: '00:00', end: '04:00', pool: 'emergency' });
  await ledger.validate({ day: '2025-10-20' });
});
afterAll(() => ledger.api.close());

const ask = (path: string, language = 'fr') =>
  ledger.api.ask('GET', `/api/v1/days${path}`, { headers: { 'accept-language': language } });

describe('the record of working time', () => {
  it('tells the hours of each day, and of each week they touch, whole', async () => {
    const { body } = await ask('/record?from=2025-10-20&to=2025-10-26');
    expect(body.days).toMatchObject([
      {
        technician: 'leo',
        fullName: 'Léo Exemple',
        day: '2025-10-20',
        week: '2025-W43',
        periods: [{ start: '08:30', end: '13:00' }],
        minutes: 480,
        untimedMinutes: 210,
        absenceMinutes: 0,
        isValidated: true,
      },
      { day: '2025-10-21', periods: [], minutes: 0, absenceMinutes: 420, isValidated: false },
      { day: '2025-10-26', periods: [{ start: '01:00', end: '04:00' }], minutes: 240 },
    ]);
    expect(body.weeks).toMatchObject([{ week: '2025-W43', from: '2025-10-20', minutes: 720, absenceMinutes: 420 }]);
    const part = await ask('/record?from=2025-10-21&to=2025-10-27');
    expect(part.body.days.map(({ day }: { day: string }) => day)).toEqual(['2025-10-21', '2025-10-26', '2025-10-27']);
    expect(part.body.weeks.map(({ minutes }: { minutes: number }) => minutes)).toEqual([720, 60]);
  });

  it('W12: counts real minutes in both weeks that the clocks change', async () => {
    const spring = (await ask('/record?from=2025-03-24&to=2025-03-30')).body;
    expect(spring.weeks).toMatchObject([{ week: '2025-W13', minutes: 180 }]);
    const autumn = (await ask('/record?from=2025-10-26&to=2025-10-26')).body;
    expect(autumn.days[0].minutes).toBe(240);
  });

  it('is a table for a spreadsheet, in French or English', async () => {
    const french = await ask('/record?from=2025-10-20&to=2025-10-21&format=csv');
    expect(french.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(french.headers['content-disposition']).toContain('temps-de-travail-2025-10-20-2025-10-21.csv');
    expect(french.text).toBe(
      [
        '\uFEFFRelevé;Technicien;Semaine;Jour;Horaires;Heures;Minutes;Absence (minutes);Validé',
        'jour;Léo Exemple;2025-W43;2025-10-20;08:30–13:00, + 3:30;8:00;480;0;oui',
        'jour;Léo Exemple;2025-W43;2025-10-21;;0:00;0;420;non',
        'semaine;Léo Exemple;2025-W43;2025-10-20 au 2025-10-26;;12:00;720;420;',
        '',
      ].join('\r\n'),
    );
    const english = await ask('/record?from=2025-10-27&to=2025-10-27&format=csv', 'en');
    expect(english.text).toContain('week;Léo Exemple;2025-W44;2025-10-27 to 2025-11-02;;1:00;60;0;');
  });

  it.each(['from=2025-10-21&to=2025-10-20', 'from=2020-01-01&to=2025-10-20'])('of %s is refused', async query => {
    expect((await ask(`/record?${query}`)).body).toMatchObject({ status: 422, code: 'record-range' });
  });

  it('of a person who is not there is refused', async () => {
    expect((await ask('/record?from=2025-10-20&to=2025-10-20&technician=eve')).status).toBe(404);
  });
});

describe('the week', () => {
  it('is a grid of purposes and days whose sums agree, with every entry in a cell', async () => {
    const { body } = await ask('?week=2025-W43');
    expect([body.technician, body.previous, body.next]).toEqual(['leo', '2025-W42', '2025-W44']);
    expect(body.days).toHaveLength(7);
    expect(
      body.rows.map(
        (row: { kind: string; pool: string | null; member: string | null }) => row.pool ?? row.member ?? row.kind,
      ),
    ).toEqual(['la-recre', 'emergency', 'mail', 'web', 'absence']);
    const ids = body.rows.flatMap((row: any) => row.cells.flatMap((cell: any) => cell.entries));
    expect(new Set(ids)).toEqual(new Set(body.entries.map(({ id }: { id: string }) => id)));
    const sum = (of: { minutes: number }[]) => of.reduce((all, { minutes }) => all + minutes, 0);
    expect([sum(body.rows), sum(body.totals), sum(body.rows.flatMap((row: any) => row.cells)), body.minutes]).toEqual(
      new Array<number>(4).fill(1140),
    );
    expect(body.draftMinutes).toBe(660);
  });

  it('is this one unless said, and one of the calendar', async () => {
    expect((await ask('')).body.days).toHaveLength(7);
    expect((await ask('?week=2025-W53')).body.errors[0].code).toBe('week-shape');
  });

  it('points out a day of more than ten hours, and time for a member without parts', async () => {
    await ledger.log({ day: '2025-06-02', start: '08:00', end: '18:00', pool: 'mail' });
    const over = await ledger.api.ask('POST', '/api/v1/days', {
      body: { day: '2025-06-02', start: '19:00', end: '19:01', member: 'theatre' },
    });
    expect(over.body.flags.map(({ code }: { code: string }) => code)).toEqual(['day-over-600', 'member-without-parts']);
    const week = (await ask('?week=2025-W23')).body;
    expect(week.totals[0]).toEqual({ day: '2025-06-02', minutes: 601, isOver: true });
    expect(week.flags).toHaveLength(2);
    expect(week.flags[1].detail).toContain('theatre');
    await ledger.api.ask('PUT', '/api/v1/memberships/theatre', { body: { parts: '0,5', from: '2025-01-01' } });
    expect((await ask('?week=2025-W23')).body.flags).toHaveLength(1);
  });
});

describe('the month', () => {
  it('adds up: individual + collective + absence + unplanned = presence, counted on the clock', async () => {
    const { body } = await ask('/months/2025-10');
    expect(body.technicians).toEqual([
      {
        technician: 'leo',
        individual: 60,
        collective: 720,
        absence: 420,
        unplanned: 0,
        presence: 1200,
        isWhole: true,
      },
    ]);
    expect(body.validated).toMatchObject({ pools: { mail: 210, web: 210, emergency: 0 }, help: [], attendance: [] });
    expect(body.validated.individual).toEqual([{ member: 'la-recre', minutes: 60 }]);
    expect(body.drafts).toBe(3);
    expect((await ask('/months/2025-13')).body.errors[0].code).toBe('month-shape');
  });
});
