import { Client } from '../../apps/cli/client.js';
import type { LabPlatform } from '../support/lab-platform.js';
import type { Narrator } from './narrator.js';
import { seedReadings } from './seeded-month.js';

/** What this part reads of the shares of a month. */
interface Shares {
  readonly state: string;
  readonly outputSha256: string;
  readonly members: readonly {
    readonly name: string;
    readonly whole: Record<string, string>;
    readonly wholeMinutes: string;
  }[];
  readonly total: { readonly wholeMinutes: string };
}

interface Line {
  readonly label: string;
  readonly shown: string;
  readonly how?: string;
  readonly children: readonly Line[];
  readonly usage?: {
    readonly subjects: readonly {
      readonly subject: string;
      readonly days: readonly {
        readonly day: string;
        readonly value: string | null;
        readonly samples: readonly {
          readonly value: string;
          readonly run: { id: number; command: string; rawSha256: string };
        }[];
      }[];
    }[];
  };
}

interface Nights {
  readonly nights: readonly {
    readonly endedAt: string | null;
    readonly outcome: { readonly read: number; readonly amounts: number; readonly failures: readonly unknown[] } | null;
  }[];
}

const parts = { 'la-recre': '5', 'le-fournil': '4.5', 'les-amis-du-parc': '2.5' };
const worked: readonly (readonly [string, number])[] = [
  ['mail', 210],
  ['mail', 95],
  ['directory', 60],
  ['emergency', 75],
  ['management', 120],
];

/** A month of days and of readings becomes shares that close for good; then one real night of this very lab. */
export async function shareDays(platform: LabPlatform, narrator: Narrator): Promise<boolean> {
  const days = lastSettledMonth();
  const month = days[0]?.slice(0, 7) ?? '';
  await agree(platform, month, days);
  const seeded = await seedReadings(platform, days);
  narrator.say(
    `mois de ${month} : 12 parts, ${minutesOf(worked)} minutes collectives validées, ${seeded} relevés`,
    `month of ${month}: 12 parts, ${minutesOf(worked)} collective minutes validated, ${seeded} readings`,
  );
  const shares = await close(platform, month);
  for (const { name, wholeMinutes, whole } of shares.members)
    narrator.write(`          ${name.padEnd(20)} ${wholeMinutes.padStart(4)} min   ${poolsOf(whole)}`);
  const closed = await platform.client.get<{ isSame: boolean }>(`/periods/${month}/replay`);
  narrator.say(
    `mois clos : ${shares.total.wholeMinutes} min réparties, rejouées à l’identique : ${closed.body.isSame ? 'oui' : 'non'}`,
    `month closed: ${shares.total.wholeMinutes} min shared out, replayed to the byte: ${closed.body.isSame ? 'yes' : 'no'}`,
  );
  const isOpened = await openFigure(platform, narrator, month);
  const isRead = await readTonight(platform, narrator);
  return closed.body.isSame && shares.total.wholeMinutes === String(minutesOf(worked)) && isOpened && isRead;
}

/** Parts, a vote of the board, and the technician's days, validated by somebody else. */
async function agree({ client, url }: LabPlatform, month: string, days: readonly string[]): Promise<void> {
  for (const [member, held] of Object.entries(parts))
    await client.send('PUT', `/memberships/${member}`, { body: { parts: held, from: days[0] } });
  const { body: policy } = await client.send<{ version: number }>('POST', '/policies', { body: {} });
  const vote = { takenOn: `${Number(month.slice(0, 4)) - 1}-12-15`, title: 'Clé de répartition' };
  const { body: decision } = await client.send<{ id: string }>('POST', '/decisions', { body: vote });
  await client.send('POST', `/policies/${policy.version}/adopt`, { body: { from: month, decision: decision.id } });
  // Made before the days are written down: nobody makes up a second person for the occasion.
  const { body: board } = await client.send<{ token: string }>('POST', '/tokens', { body: { name: 'bureau' } });
  await client.send('POST', '/technicians', { body: { name: 'camille', fullName: 'Camille' } });
  for (const [index, [pool, minutes]] of worked.entries())
    await client.send('POST', '/days', { body: { technician: 'camille', day: days[index * 5], pool, minutes } });
  for (const [index, member] of Object.keys(parts).entries())
    await client.send('POST', '/days', { body: { technician: 'camille', day: days[index + 6], member, minutes: 420 } });
  await new Client({ url, token: board.token, language: 'en' }).send('POST', '/days/validate', { body: { month } });
}

async function close({ client }: LabPlatform, month: string): Promise<Shares> {
  const { body: decision } = await client.send<{ id: string }>('POST', '/decisions', {
    body: { takenOn: new Date().toISOString().slice(0, 10), title: `Mois ${month}` },
  });
  await client.send('POST', `/periods/${month}/propose`);
  await client.send('POST', `/periods/${month}/approve`, { body: { decision: decision.id } });
  await client.send('POST', `/periods/${month}/close`);
  return (await client.get<Shares>(`/shares/${month}`)).body;
}

/** The way from a member's minutes down to one reading and the hash of what the server printed. */
async function openFigure({ client }: LabPlatform, narrator: Narrator, month: string): Promise<boolean> {
  const { body } = await client.get<{ tree: Line }>(`/explain/${month}/mail/la-recre`);
  const line = body.tree.children.find(child => child.usage);
  const subject = line?.usage?.subjects[0];
  const day = subject?.days[11];
  const sample = day?.samples[0];
  if (!line || !subject || !day || !sample) return false;
  const kib = narrator.pick('Kio', 'KiB');
  narrator.write(`          mail, La Récré : ${body.tree.shown}`);
  narrator.write(`            └ ${line.label} : ${line.shown}${line.how ? ` = ${line.how}` : ''}`);
  narrator.write(`              └ ${subject.subject}, ${day.day} : ${day.value} ${kib}`);
  narrator.write(
    `                └ ${sample.value} ${kib} · ${sample.run.command} · sha256 ${sample.run.rawSha256.slice(0, 12)}…`,
  );
  return true;
}

/** Tonight's readings, now, from the real servers. */
async function readTonight({ client }: LabPlatform, narrator: Narrator): Promise<boolean> {
  const begun = performance.now();
  await client.send('POST', '/nights');
  for (;;) {
    const { body } = await client.get<Nights>('/nights');
    const night = body.nights[0];
    if (night?.endedAt && night.outcome) {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      narrator.say(
        `une vraie nuit : ${night.outcome.read} services lus, ${night.outcome.amounts} relevés, en ${seconds} s`,
        `a real night: ${night.outcome.read} services read, ${night.outcome.amounts} readings, in ${seconds} s`,
      );
      return night.outcome.failures.length === 0 && night.outcome.amounts > 0;
    }
    if (performance.now() - begun > 60_000) throw new Error('the night did not end within a minute');
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

const minutesOf = (lines: readonly (readonly [string, number])[]): number =>
  lines.reduce((sum, [, minutes]) => sum + minutes, 0);

const poolsOf = (whole: Record<string, string>): string =>
  Object.entries(whole)
    .filter(([, minutes]) => minutes !== '0')
    .map(([pool, minutes]) => `${pool} ${minutes}`)
    .join(' · ');

/** Days of the last month whose days of grace are over: it may be closed today. */
function lastSettledMonth(): string[] {
  const now = new Date();
  const back = now.getUTCDate() > 11 ? 1 : 2;
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
  const count = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) =>
    new Date(first.getTime() + index * 86_400_000).toISOString().slice(0, 10),
  );
}
