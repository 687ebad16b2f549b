import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { buildProgram } from '../../../apps/cli/program.js';
import { type Ledger, newLedger } from './ledger-world.js';

jest.setTimeout(30_000);

let ledger: Ledger;
let boardToken: string;
const write = process.stdout.write.bind(process.stdout);

beforeAll(async () => {
  ledger = await newLedger();
  process.env.AMIE_URL = await ledger.api.listen();
  boardToken = ledger.board.authorization?.replace('Bearer ', '') ?? '';
});
afterEach(() => {
  process.stdout.write = write;
});
afterAll(() => ledger.api.close());

/** What a command line prints, in the name of whoever holds the token. */
async function amie(line: readonly string[], token = ledger.api.token): Promise<string> {
  const printed: string[] = [];
  process.env.AMIE_TOKEN = token;
  process.stdout.write = (chunk: string | Uint8Array) => {
    printed.push(typeof chunk === 'string' ? chunk : new TextDecoder('utf-8', { ignoreBOM: true }).decode(chunk));
    return true;
  };
  try {
    await buildProgram('fr', '0').parseAsync(['--lang', 'fr', ...line], { from: 'user' });
  } finally {
    process.stdout.write = write;
  }
  return printed.join('').replaceAll('\u00a0', ' ');
}
const idIn = (text: string): string => /\(([0-9a-f]{8}), /.exec(text)?.[1] ?? '';

describe('amie day', () => {
  it('writes half a day down with one line', async () => {
    const told = await amie(['day', 'log', 'theatre', 'matin', '--day', '14/10/2025', '--note', 'Wi-Fi']);
    expect(told).toMatch(
      /^2025-10-14, 3:30, theatre \([0-9a-f]{8}, à valider\)\n! Du temps pour une association sans part/,
    );
  });

  it('takes the four ways, and refuses what is none', async () => {
    expect(await amie(['day', 'log', 'mail', '14h-15h30', '--day', '2025-10-14'])).toContain('14:00–15:30, 1:30, mail');
    expect(await amie(['day', 'log', 'annuaire', '45', '--day', '2025-10-14'])).toContain('0:45, annuaire');
    const timed = ['--start', '16', '--minutes', '30', '--day', '2025-10-14', '--member', 'theatre'];
    expect(await amie(['day', 'log', 'web', ...timed])).toContain('16:00–16:30, 0:30, sites web (theatre)');
    await expect(amie(['day', 'log', 'mail', 'tantôt'])).rejects.toThrow('tantôt');
    await expect(amie(['day', 'log', 'mail', '9-10', '--minutes', '5'])).rejects.toThrow('combien de temps');
  });

  it('counts who came to a training', async () => {
    const line = ['day', 'log', 'formation', '2h', '--day', '2025-10-15', '--attendee', 'theatre:4,la-recre:2'];
    const { entry } = JSON.parse(await amie(['--json', ...line]));
    expect(entry.attendance).toEqual([
      { member: 'la-recre', minutes: 240 },
      { member: 'theatre', minutes: 480 },
    ]);
  });

  it('shows what a dry run would write, and writes nothing', async () => {
    const told = await amie(['day', 'log', 'mail', 'matin', '--day', '2025-10-16', '--dry-run']);
    expect(told).toContain('Rien n’est changé');
    expect(await amie(['day', 'week', '2025-W42'])).not.toContain('2025-10-16');
  });

  it('shows the week as a grid with the ids that other commands take', async () => {
    const told = await amie(['day', 'week', '2025-W42']);
    expect(told).toMatch(/^leo, semaine 2025-W42\nPour +lun\. 13 +mar\. 14 /);
    expect(told).toMatch(/\ntotal +6:15 +2:00 +8:15\n/);
    expect(told).toContain('À valider par une autre personne : 8:15.');
  });

  it('edits, withdraws, validates as another person, and reverses with why', async () => {
    const first = idIn(await amie(['day', 'log', 'web', 'matin', '--day', '2025-10-20']));
    await amie(['day', 'edit', first, '9:00-11:00', '--for', 'la-recre']);
    expect(await amie(['day', 'week', '2025-W43'])).toContain('09:00  11:00  2:00   la-recre');
    const second = idIn(await amie(['day', 'log', 'web', '2h', '--day', '2025-10-20']));
    expect(await amie(['day', 'withdraw', second])).toContain('retiré');
    await expect(amie(['day', 'validate', first])).rejects.toThrow('Une autre personne doit le faire');
    expect(await amie(['day', 'validate', '--week', '2025-W43'], boardToken)).toContain(`la-recre (${first}, validé)`);
    const back = await amie(['day', 'reverse', first, '--reason', 'mauvais jour']);
    expect(await amie(['day', 'show', first])).toMatch(/Validé par +technician:anne, .+\nAnnulé par +[0-9a-f]{8}\n/);
    expect(await amie(['day', 'show', idIn(back)])).toContain('mauvais jour');
    expect(back).toMatch(/2025-10-20, 09:00–11:00, −2:00, la-recre \([0-9a-f]{8}, annulation\)/);
  });

  it('exports the record of working time as a table for people, CSV or JSON', async () => {
    const range = ['day', 'record', '--from', '2025-10-14', '--to', '2025-10-15'];
    const csv = await amie([...range, '--format', 'csv']);
    expect(csv.startsWith('\uFEFFRelevé;')).toBe(true);
    expect(csv.split('\r\n')).toHaveLength(5);
    const json = JSON.parse(await amie([...range, '--format', 'json']));
    expect(json.weeks).toMatchObject([{ week: '2025-W42', minutes: 495 }]);
    expect(await amie(range)).toContain('Semaine 2025-W42, leo : 8:15');
  });

  it('adds a month up', async () => {
    const told = await amie(['day', 'month', '2025-10']);
    expect(told).toMatch(/leo +3:30 +4:45 +8:15/);
    expect(told).toContain('Lignes à valider');
  });
});

describe('amie parts', () => {
  it('sets whole and half parts, ends them, and keeps what was corrected', async () => {
    expect(await amie(['parts', 'set', 'la-recre', '1,5', '--from', '2025-10-16'])).toMatch(
      /la-recre +1,5 +2025-10-16/,
    );
    await amie(['parts', 'set', 'la-recre', '3', '--from', '2025-10-16']);
    expect(await amie(['parts', 'list'])).toContain('Vendues : 3 parts sur 12.');
    expect(await amie(['parts', 'end', 'la-recre', '--on', '2026-01-01'])).toContain('2026-01-01');
    expect(await amie(['parts', 'history', 'la-recre'])).toContain('Corrigé depuis :');
  });
});

describe('amie plan', () => {
  it('with a year tells days planned, used and left; without one, what waits on servers', async () => {
    await amie(['parts', 'set', 'theatre', '2', '--from', '2025-01-01']);
    await amie(['day', 'validate', '--month', '2025-10'], boardToken);
    const told = await amie(['plan', '2025']);
    expect(told).toMatch(/theatre +18 j +½ j +17 ½ j +4 j +0 j +4 j\n/);
    expect(told).toContain('9 jours individuels et 2 collectifs');
    expect(await amie(['plan'])).toContain('À faire');
  });
});

describe('amie technicians', () => {
  it('adds one who leaves later', async () => {
    expect(await amie(['technicians', 'add', 'noe', 'Noé Exemple'])).toContain('Noé Exemple est là');
    await amie(['technicians', 'leave', 'noe', '--on', '2025-12-01']);
    expect(await amie(['technicians', 'list'])).toMatch(/noe +Noé Exemple +2025-12-01/);
  });
});
