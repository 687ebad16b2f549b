import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { type Ledger, newLedger } from './ledger-world.js';

jest.setTimeout(30_000);

let ledger: Ledger;
beforeAll(async () => {
  ledger = await newLedger();
});
afterAll(() => ledger.api.close());

const ask = (method: string, path: string, body?: object, headers?: Record<string, string>) =>
  ledger.api.ask(method, `/api/v1/days${path}`, { body, headers });
const lines = () => ledger.api.db.look<{ n: number }>('select count(*)::int as n from time_entry');

describe('time is written down', () => {
  it('as half a day, from the only technician there is', async () => {
    const entry = await ledger.log({ day: '2025-10-14', half: 'morning', member: 'la-recre', note: 'Wi-Fi' });
    expect(entry).toMatchObject({
      technician: 'leo',
      start: '09:00',
      end: '12:30',
      minutes: 210,
      kind: 'individual',
      member: 'la-recre',
      pool: null,
      state: 'draft',
      isTimed: false,
      startsAt: '2025-10-14T07:00:00.000Z',
    });
  });

  it('with a start and an end, a start and minutes, or minutes that find their place in the day', async () => {
    const timed = await ledger.log({ day: '2025-10-14', start: '14:00', end: '15:30', pool: 'mail' });
    expect(timed).toMatchObject({ kind: 'collective', minutes: 90, isTimed: true });
    const long = await ledger.log({ day: '2025-10-14', start: '16:00', minutes: 45, pool: 'web', member: 'theatre' });
    expect(long).toMatchObject({ start: '16:00', end: '16:45', kind: 'collective', member: 'theatre' });
    const placed = await ledger.log({ day: '2025-10-14', minutes: 60, kind: 'unplanned' });
    expect(placed).toMatchObject({ start: '12:30', end: '13:30', isTimed: false });
    const next = await ledger.log({ day: '2025-10-14', minutes: 60, kind: 'absence' });
    expect(next).toMatchObject({ start: '16:45', end: '17:45' });
  });

  it('never over other time: the entry it meets is named', async () => {
    const [before] = await lines();
    const met = await ask('POST', '', { day: '2025-10-14', start: '15:00', end: '15:10', pool: 'backup' });
    expect(met.body).toMatchObject({ status: 409, code: 'entry-overlaps' });
    expect(met.body.params).toMatchObject({ what: 'mail', start: '14:00', end: '15:30', technician: 'leo' });
    expect((await lines())[0]).toEqual(before);
  });

  it.each([
    [{ day: '2025-10-15', start: '22:00', end: '01:00', pool: 'mail' }, 'entry-over-midnight'],
    [{ day: '2025-10-15', start: '23:00', minutes: 61, pool: 'mail' }, 'entry-over-midnight'],
    [{ day: '2025-10-15', start: '08:00', end: '18:01', pool: 'mail' }, 'entry-length'],
    [{ day: '2098-10-15', half: 'morning', pool: 'mail' }, 'entry-in-future'],
    [{ day: '2025-10-15', half: 'morning' }, 'entry-purpose'],
    [{ day: '2025-10-15', half: 'morning', kind: 'absence', member: 'la-recre' }, 'entry-purpose'],
    [{ day: '2025-10-15', half: 'morning', kind: 'individual', pool: 'mail' }, 'entry-purpose'],
    [{ day: '2025-10-15', pool: 'mail' }, 'time-form'],
    [{ day: '2025-10-15', half: 'morning', minutes: 10, pool: 'mail' }, 'time-form'],
    [{ day: '2025-10-15', end: '12:00', minutes: 10, pool: 'mail' }, 'time-form'],
    [{ day: '2025-03-30', start: '02:30', minutes: 10, pool: 'mail' }, 'time-not-on-clock'],
    [
      { day: '2025-10-15', half: 'morning', pool: 'mail', attendance: [{ member: 'theatre' }] },
      'attendance-not-training',
    ],
    [{ day: '2025-10-15', half: 'morning', member: 'nobody' }, 'not-found'],
    [{ day: '2025-10-15', half: 'morning', pool: 'mail', technician: 'eve' }, 'technician-needed'],
    [{ day: '2025-02-29', half: 'morning', pool: 'mail' }, 'day-shape'],
    [{ day: '2025-10-15', start: '25:00', minutes: 10, pool: 'mail' }, 'clock-shape'],
    [{ day: '2025-10-15', minutes: 601, pool: 'mail' }, 'field-too-large'],
    [{ day: '2025-10-15', minutes: 0, pool: 'mail' }, 'field-too-small'],
    [{ day: '2025-10-15', minutes: -30, pool: 'mail' }, 'field-too-small'],
    [{ day: '2025-10-15', minutes: 1.5, pool: 'mail' }, 'field-not-number'],
    [{ day: '2025-10-15', minutes: 30, pool: 'mail', note: 'a\u202eb' }, 'text-control-character'],
  ])('unless it cannot be: %j is refused as %s, and nothing is half-done', async (body, code) => {
    const [before] = await lines();
    const answer = await ask('POST', '', body);
    const codes = [answer.body.code, ...(answer.body.errors ?? []).map((error: { code: string }) => error.code)];
    expect(codes).toContain(code);
    expect(`${answer.body.title}${answer.body.detail}`).not.toMatch(/[—{]/);
    expect((await lines())[0]).toEqual(before);
  });

  it('on the nights the clocks change, in real minutes', async () => {
    const longer = await ledger.log({ day: '2025-10-26', start: '01:00', end: '04:00', pool: 'emergency' });
    expect(longer.minutes).toBe(240);
    const shorter = await ledger.log({ day: '2025-03-30', start: '01:00', end: '04:00', pool: 'emergency' });
    expect(shorter.minutes).toBe(120);
    const first = await ledger.log({ day: '2024-10-27', start: '01:30', minutes: 60, pool: 'emergency' });
    expect([first.end, first.endsAt]).toEqual(['02:30', '2024-10-27T00:30:00.000Z']);
    const second = await ledger.log({ day: '2024-10-27', start: '02:30', minutes: 30, pool: 'emergency' });
    expect(second.startsAt).toBe('2024-10-27T01:30:00.000Z');
    const late = await ledger.log({ day: '2025-10-26', start: '23:00', end: '24:00', pool: 'emergency' });
    expect(late).toMatchObject({ minutes: 60, end: '24:00' });
  });

  it('whatever the day and the way, in real minutes inside that day, or not at all', async () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':'));
    const day = fc.constantFrom('2023-03-26', '2023-10-29', '2024-02-29', '2023-12-31');
    const minutes = fc.integer({ min: 1, max: 600 });
    const way = fc.oneof(
      fc.record({ start: clock, end: clock }),
      fc.record({ start: clock, minutes }),
      fc.record({ minutes }),
    );
    const localDay = new Intl.DateTimeFormat('fr-CA', { dateStyle: 'short', timeZone: 'Europe/Paris' });
    const outcome = await fc.check(
      fc.asyncProperty(day, way, async (on, when) => {
        const { status, body } = await ask('POST', '?dryRun=true', { day: on, pool: 'mail', ...when });
        if (status !== 200) return ['entry-over-midnight', 'entry-length', 'time-not-on-clock'].includes(body.code);
        const [starts, ends] = [Date.parse(body.entry.startsAt), Date.parse(body.entry.endsAt)];
        const isReal = body.entry.minutes * 60_000 === ends - starts;
        const isInside = localDay.format(starts) === on && localDay.format(ends - 1) === on;
        return isReal && isInside && (!('start' in when) || body.entry.start === when.start);
      }),
      { numRuns: 60 },
    );
    expect(outcome.counterexample).toBeNull();
  });

  it('in a dry run as it would be, and nothing stays', async () => {
    const [before] = await lines();
    const dry = await ask('POST', '?dryRun=true', { day: '2025-10-16', half: 'afternoon', pool: 'web' });
    expect(dry.body).toMatchObject({ isDryRun: true, entry: { start: '13:30', end: '17:00', minutes: 210 } });
    expect((await lines())[0]).toEqual(before);
  });

  it('once, however often it is sent with its key', async () => {
    const body = { day: '2025-10-17', half: 'morning', pool: 'web' };
    const headers = { 'idempotency-key': 'half-a-day' };
    const answers = await Promise.all([1, 2, 3].map(() => ask('POST', '', body, headers)));
    expect(new Set(answers.map(answer => answer.body.entry.id)).size).toBe(1);
  });
});

describe('a value that the database cannot hold', () => {
  it.each([
    ['GET', '?technician=a%00b', undefined],
    ['GET', '/a%00b', undefined],
    ['POST', '', { day: '2025-10-15', half: 'morning', member: 'a\0b' }],
    ['POST', '', { day: '2025-10-15', half: 'morning', pool: 'mail', note: 'a\0b' }],
    ['POST', '/validate', { entries: ['0000000\0'] }],
  ])('is refused: %s %s %j', async (method, path, body) => {
    expect([404, 422]).toContain((await ask(method, path, body)).status);
  });
});

describe('a draft', () => {
  it('is edited as it was read, and says what else is over it', async () => {
    const entry = await ledger.log({ day: '2025-09-02', start: '09:00', end: '10:00', pool: 'mail' });
    await ledger.log({ day: '2025-09-02', start: '11:00', end: '12:00', pool: 'web' });
    expect((await ask('PATCH', `/${entry.id}`, { end: '10:30' })).status).toBe(428);
    const old = { 'if-match': '"v0"' };
    expect((await ask('PATCH', `/${entry.id}`, { end: '10:30' }, old)).body.code).toBe('precondition-failed');
    const read = await ask('GET', `/${entry.id}`);
    const fresh = { 'if-match': read.headers.etag ?? '' };
    const over = await ask('PATCH', `/${entry.id}`, { start: '09:00', end: '11:30' }, fresh);
    expect(over.body.code).toBe('entry-overlaps');
    const edited = await ask('PATCH', `/${entry.id}`, { start: '09:00', end: '10:30', member: 'theatre' }, fresh);
    expect(edited.body.entry).toMatchObject({ minutes: 90, pool: 'mail', member: 'theatre', version: 2 });
    const moved = await ask('PATCH', `/${entry.id}`, { day: '2025-09-03', pool: null }, { 'if-match': '"v2"' });
    expect(moved.body.entry).toMatchObject({
      day: '2025-09-03',
      start: '09:00',
      kind: 'individual',
      member: 'theatre',
    });
  });

  it('is withdrawn: its hours are free, its line stays', async () => {
    const body = { day: '2025-09-04', half: 'morning', pool: 'mail' };
    const entry = await ledger.log(body);
    expect((await ask('DELETE', `/${entry.id}`)).status).toBe(428);
    const gone = await ask('DELETE', `/${entry.id}`, undefined, { 'if-match': `"v${entry.version}"` });
    expect(gone.body.entry.state).toBe('withdrawn');
    await ledger.log(body);
    expect((await ask('GET', `/${entry.id}`)).body.state).toBe('withdrawn');
    expect((await ask('DELETE', `/${entry.id}`, undefined, { 'if-match': '*' })).body.code).toBe('entry-settled');
  });
});

describe('a validated entry', () => {
  it('took a second person, known before the entry', async () => {
    const entry = await ledger.log({ day: '2025-09-08', half: 'morning', pool: 'mail' });
    const own = await ask('POST', '/validate', { entries: [entry.id] });
    expect(own.body).toMatchObject({ status: 403, code: 'entry-second-person' });
    const { token } = (await ledger.api.ask('POST', '/api/v1/tokens', { body: { name: 'eve' } })).body;
    const made = { authorization: `Bearer ${token}` };
    expect((await ask('POST', '/validate', { entries: [entry.id] }, made)).body.code).toBe('entry-second-person');
    const done = await ask('POST', '/validate', { entries: [entry.id.slice(0, 8)] }, ledger.board);
    expect(done.body).toMatchObject({
      minutes: 210,
      entries: [{ state: 'validated', validatedBy: 'technician:anne' }],
    });
    expect((await ask('POST', '/validate', { entries: [entry.id] }, ledger.board)).body.code).toBe(
      'nothing-to-validate',
    );
  });

  it('is validated by nobody who changed it last, until somebody else looked again', async () => {
    const entry = await ledger.log({ day: '2025-08-25', half: 'morning', pool: 'mail' });
    const any = { 'if-match': '*' };
    const changed = await ask('PATCH', `/${entry.id}`, { pool: 'web' }, { ...any, ...ledger.board });
    expect(changed.body.entry).toMatchObject({ pool: 'web', editedBy: 'technician:anne' });
    const both = await ask('POST', '/validate', { entries: [entry.id] }, ledger.board);
    expect(both.body.code).toBe('entry-second-person');
    await ask('PATCH', `/${entry.id}`, { note: 'indeed' }, any);
    await ledger.validate({ entries: [entry.id] });
  });

  it('is never one’s own, whoever wrote it down', async () => {
    const { token } = (await ledger.api.ask('POST', '/api/v1/tokens', { body: { name: 'noe' } })).body;
    await ledger.api.ask('POST', '/api/v1/technicians', { body: { name: 'noe', fullName: 'Noé Exemple' } });
    const body = { technician: 'noe', day: '2025-09-09', half: 'morning', pool: 'mail' };
    const entry = await ledger.log(body);
    const own = { authorization: `Bearer ${token}` };
    expect((await ask('POST', '/validate', { entries: [entry.id] }, own)).body.code).toBe('entry-second-person');
    expect(
      (await ask('POST', '', { day: '2025-09-10', half: 'morning', pool: 'mail' }, own)).body.entry.technician,
    ).toBe('noe');
    await ask('POST', '/validate', { entries: [entry.id] }, ledger.board);
    const reversed = await ask('POST', `/${entry.id}/reverse`, { reason: 'mine' }, own);
    expect(reversed.body.code).toBe('entry-second-person');
    await ledger.api.ask('PATCH', '/api/v1/technicians/noe', {
      body: { leftOn: '2025-09-11' },
      headers: { 'if-match': '*' },
    });
  });

  it('no longer changes, and is reversed with who and why', async () => {
    const body = { technician: 'leo', day: '2025-09-15', half: 'morning', pool: 'mail' };
    const entry = await ledger.log(body);
    await ledger.validate({ entries: [entry.id] });
    const any = { 'if-match': '*' };
    expect((await ask('PATCH', `/${entry.id}`, { note: 'x' }, any)).body.code).toBe('entry-settled');
    expect((await ask('DELETE', `/${entry.id}`, undefined, any)).body.code).toBe('entry-settled');
    expect((await ask('POST', `/${entry.id}/reverse`, { reason: '' })).body.errors[0].code).toBe('empty');
    const done = await ask('POST', `/${entry.id}/reverse`, { reason: 'was for the web' });
    expect(done.status).toBe(201);
    expect(done.body.entry).toMatchObject({ minutes: -210, state: 'reversal', reverses: entry.id });
    expect(done.body.entry).toMatchObject({ reason: 'was for the web', pool: 'mail', day: '2025-09-15' });
    expect(done.body.reversed).toMatchObject({ state: 'reversed', reversedBy: done.body.entry.id });
    expect((await ask('POST', `/${entry.id}/reverse`, { reason: 'again' })).body.code).toBe('entry-not-validated');
    await ledger.log({ ...body, pool: 'web' });
    const month = (await ask('GET', '/months/2025-09')).body;
    expect(month.validated.pools).toMatchObject({ mail: 420, web: 0 });
  });

  it('of today is refused while it is not over', async () => {
    const [now] = await ledger.api.db.look<{ day: string; hour: number }>(
      `select (now() at time zone 'Europe/Paris')::date::text as day,
         extract(hour from now() at time zone 'Europe/Paris')::int as hour`,
    );
    const start = `${String(now?.hour ?? 0).padStart(2, '0')}:00`;
    const minutes = now?.hour === 23 ? 60 : 61;
    const entry = await ledger.log({ technician: 'leo', day: now?.day, start, minutes, pool: 'mail' });
    const early = await ask('POST', '/validate', { entries: [entry.id] }, ledger.board);
    expect(early.body.code).toBe('entry-not-ended');
  });
});

describe('a technician who left', () => {
  it('has no days from then on, and does not leave before the last one', async () => {
    const late = await ask('POST', '', { technician: 'noe', day: '2025-09-11', half: 'morning', pool: 'mail' });
    expect(late.body).toMatchObject({ code: 'technician-left', params: { leftOn: '2025-09-11' } });
    const early = await ledger.api.ask('PATCH', '/api/v1/technicians/noe', {
      body: { leftOn: '2025-09-10' },
      headers: { 'if-match': '*' },
    });
    expect(early.body.code).toBe('technician-days-after');
    const again = await ledger.api.ask('POST', '/api/v1/technicians', { body: { name: 'noe', fullName: 'Noé' } });
    expect(again.body.code).toBe('technician-taken');
  });
});
