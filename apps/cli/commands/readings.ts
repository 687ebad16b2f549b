import { change } from '../change.js';
import { acting, changes, group, type Register } from '../command-line.js';
import { localDay, readDay } from '../day-words.js';
import { meterWord, readMeter } from '../meter-words.js';
import { wholeOf } from '../minutes.js';
import type { Output } from '../output.js';
import type { Column } from '../table.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Sample {
  readonly day: string;
  readonly slot: number;
  readonly quality: string;
  readonly value: string | null;
  readonly isCurrent: boolean;
  readonly reason: string | null;
  readonly author: string | null;
}

interface Read {
  readonly server: string;
  readonly subject: string;
  readonly meter: string;
  readonly unit: string;
  readonly samples: readonly Sample[];
}

interface Corrected extends Read {
  readonly month: string;
  readonly isMonthClosed: boolean;
}

interface Given {
  readonly items: readonly { readonly server: string; readonly service: string; readonly subject: string }[];
  readonly member: string;
  readonly from: string;
  readonly closedMonths: readonly string[];
}

export const registerReadings: Register = (program, say) => {
  const readings = group(
    program,
    'readings',
    say('ce que les compteurs ont relevé, et ce qui le corrige', 'what the meters read, and what corrects it'),
  );
  const server = say('sur ce serveur seulement', 'on this server only');
  readings
    .command('show <subject> <meter> <month>')
    .description(say('tous les relevés d’un mois', 'all readings of a month'))
    .option('--server <server>', server)
    .action(acting(show));
  changes(readings.command('correct <server> <subject> <meter> <day> <value>'), say)
    .description(
      say(
        'corrige un relevé, en Kio, octets ou nombre ; absent : faux, sans mieux',
        'corrects one reading, in KiB, bytes or a count; absent: wrong, and nothing better',
      ),
    )
    .requiredOption('--reason <text>', say('pourquoi, et d’où vient cette valeur', 'why, and where the value is from'))
    .option('--slot <slot>', say('0 la nuit ; 1 ou 2 les relevés surprise', '0 at night; 1 or 2 at secret times'), '0')
    .action(acting(correct));
  changes(readings.command('give <server> <subject> <member>'), say)
    .description(say('donne ce qui est mesuré à une autre association', 'gives what is measured to another member'))
    .requiredOption('--from <day>', say('premier jour, ou 2025-10-16T09:30', 'first day, or 2025-10-16T09:30'))
    .option('--service <service>', say('de ce service seulement', 'of this service only'))
    .action(acting(give));
};

async function show(
  { client, output }: Terminal,
  { server }: { server?: string },
  subject: string,
  meter: string,
  month: string,
): Promise<void> {
  const query = { server, subject, meter: readMeter(meter), month };
  const { body } = await client.get<{ items: Read[] }>(withQuery('/readings', query));
  output.json(body);
  if (output.isJson) return;
  for (const one of body.items) tellReadings(output, one);
}

function tellReadings(output: Output, { server, subject, meter, unit, samples }: Read): void {
  output.text(`${meterWord(meter, output.say)} · ${subject} (${server}), ${unitWord(unit, output)}`);
  if (samples.length === 0) return output.line('Rien n’a été relevé.', 'Nothing was read.');
  output.table(samples, columns(output));
}

async function correct(
  terminal: Terminal,
  { reason, slot }: { reason: string; slot: string },
  server: string,
  subject: string,
  meter: string,
  day: string,
  value: string,
): Promise<void> {
  const asked = {
    server,
    subject,
    meter: readMeter(meter),
    day: readDay(day, localDay(new Date())),
    slot: Number(slot),
  };
  const body = { ...asked, value, reason };
  const answer = await change<Corrected>(terminal, 'POST', '/readings/corrections', { body });
  const { output } = terminal;
  if (!terminal.isDryRun) output.json(answer);
  if (output.isJson) return;
  tellReadings(output, answer);
  if (answer.isMonthClosed) tellClosed(output, [answer.month]);
}

async function give(
  terminal: Terminal,
  { from, service }: { from: string; service?: string },
  server: string,
  subject: string,
  member: string,
): Promise<void> {
  const body = { server, subject, member, from, ...(service !== undefined && { service }) };
  const answer = await change<Given>(terminal, 'POST', '/readings/owners', { body });
  const { output } = terminal;
  if (!terminal.isDryRun) output.json(answer);
  if (output.isJson) return;
  for (const one of answer.items) {
    const what = `${one.subject} (${one.service}, ${one.server})`;
    output.line(
      `${what} → ${answer.member}, dès le ${answer.from}.`,
      `${what} → ${answer.member}, from ${answer.from}.`,
    );
  }
  if (answer.closedMonths.length > 0) tellClosed(output, answer.closedMonths);
}

// What is closed stays as it was closed: what is known now is told apart.
function tellClosed(output: Output, months: readonly string[]): void {
  const [first] = months;
  const list = months.join(', ');
  output.line(
    `Mois clos, dont les chiffres ne changent pas : ${list}. Pour en tenir compte : amie period adjust ${first} --cause "…"`,
    `Closed, so that its figures stay: ${list}. To take it into account: amie period adjust ${first} --cause "…"`,
  );
}

const columns = (output: Output): Column<Sample>[] => [
  { title: ['Jour', 'Day'], show: ({ day }) => day },
  { title: ['Relevé', 'Sample'], show: ({ slot }) => String(slot) },
  { title: ['Valeur', 'Value'], show: ({ value }) => (value === null ? '—' : wholeOf(value, output.language)) },
  { title: ['', ''], show: one => sampleState(one, output) },
  { title: ['Par', 'By'], show: ({ author }) => author },
  { title: ['Pourquoi', 'Why'], show: ({ reason }) => reason },
];

function sampleState({ quality, isCurrent }: Sample, { say }: Output): string {
  if (!isCurrent) return say('remplacé', 'replaced');
  if (quality === 'a') return say('absent', 'absent');
  if (quality === 'c') return say('corrigé', 'corrected');
  return quality === 's' ? say('horloge fausse', 'wrong clock') : '';
}

function unitWord(unit: string, { say }: Output): string {
  if (unit === 'KiB') return say('Kio', 'KiB');
  if (unit === 'bytes') return say('octets', 'bytes');
  return say('nombre', 'count');
}
