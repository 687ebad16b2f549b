import { Option } from 'commander';
import { acting, type Register } from '../command-line.js';
import { poolWord, readPool } from '../day-words.js';
import { colon, type ExplainedLine, explanationText } from '../explanation.js';
import { readMeter } from '../meter-words.js';
import { minutesOf } from '../minutes.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';

interface Shares {
  readonly note: string;
  readonly isFinal: boolean;
  readonly pools: readonly { readonly pool: string; readonly whole: string; readonly houseUmin: string }[];
  readonly members: readonly {
    readonly member: string;
    readonly whole: Readonly<Record<string, string>>;
    readonly wholeMinutes: string;
    readonly umin: string;
    readonly balanceUmin: string;
  }[];
  readonly total: { readonly wholeMinutes: string };
  readonly flags: readonly { readonly text: string }[];
  readonly adjustments: readonly unknown[];
  readonly outputSha256: string;
}

interface Moves {
  readonly change: string;
  readonly note: string;
  readonly members: readonly {
    readonly member: string;
    readonly before: string;
    readonly after: string;
    readonly difference: string;
  }[];
}

interface Why {
  readonly since: string;
  readonly from: string;
  readonly to: string;
  readonly shown: string;
  readonly steps: readonly { readonly label: string; readonly shown: string }[];
}

export const registerShares: Register = (program, say) => {
  program
    .command('shares <month>')
    .description(say('la part de chaque association dans un mois', 'each member’s share of a month'))
    .action(acting(shares));
  program
    .command('explain <month> <pool> <member>')
    .description(say('ouvre un chiffre jusqu’au relevé', 'opens one figure down to its readings'))
    .addOption(
      new Option('--to <depth>', say('jusqu’où : shares, subjects, readings', 'how far: shares, subjects, readings'))
        .choices(['shares', 'subjects', 'readings'])
        .default('subjects'),
    )
    .action(acting(explain));
  program
    .command('why <month> <pool> <member>')
    .description(say('pourquoi une part a changé', 'why a share changed'))
    .option(
      '--since <month>',
      say('mois de comparaison ; le précédent sinon', 'month to compare with; else the one before'),
    )
    .action(acting(why));
  program
    .command('what-if <month>')
    .description(say('ce qu’un changement déplacerait, pour tous', 'what a change would move, for all'))
    .option('--member <member>', say('association', 'member'))
    .option(
      '--meter <meter>',
      say('compteur, par exemple mail.boxes ou « boîtes mail »', 'meter, such as mail.boxes or “mailboxes”'),
    )
    .option(
      '--add <amount>',
      say('tant de plus tout le mois (négatif : de moins)', 'so many more all month (negative: less)'),
    )
    .option('--half-parts <count>', say('tant de demi-parts de plus', 'so many half-parts more'))
    .option('--pool <pool>', say('poste, par exemple mail ou urgences', 'pool, such as mail or emergencies'))
    .option('--minutes <count>', say('tant de minutes de plus dans le poste', 'so many minutes more in the pool'))
    .action(acting(whatIf));
};

async function shares({ client, output }: Terminal, _: object, month: string): Promise<void> {
  const { body } = await client.get<Shares>(`/shares/${encodeURIComponent(month)}`);
  output.json(body);
  output.text(`${month} · ${body.note}`);
  const { say, language } = output;
  const total = {
    member: say('total', 'total'),
    whole: Object.fromEntries(body.pools.map(({ pool, whole }) => [pool, whole])),
    wholeMinutes: body.total.wholeMinutes,
    balanceUmin: undefined,
  };
  output.table(
    [...body.members, total],
    [
      { title: ['Association', 'Member'], show: ({ member }) => member },
      ...body.pools.map(({ pool }) => ({
        title: [poolWord(pool, say), poolWord(pool, say)] as const,
        show: ({ whole }: { whole: Readonly<Record<string, string>> }) => whole[pool],
      })),
      { title: ['En tout (min)', 'In all (min)'], show: ({ wholeMinutes }) => wholeMinutes },
      {
        title: ['Prévu − pesé', 'Funded − weighed'],
        show: ({ balanceUmin }) => balanceUmin && minutesOf(balanceUmin, language, true),
      },
    ],
  );
  for (const { pool, houseUmin } of body.pools) {
    if (houseUmin === '0') continue;
    const minutes = minutesOf(houseUmin, language);
    output.line(
      `${poolWord(pool, say)} : ${minutes} min d’usage commun, portées par tous selon les parts.`,
      `${poolWord(pool, say)}: ${minutes} min of common use, borne by all by parts.`,
    );
  }
  for (const { text } of body.flags) output.text(`! ${text}`);
  if (body.adjustments.length > 0) {
    const count = body.adjustments.length;
    output.line(
      `${count} ajustement(s) de mois antérieurs comptent en plus.`,
      `${count} adjustment(s) of earlier months count besides.`,
    );
  }
  output.line(
    `Un chiffre s’ouvre : amie explain ${month} mail MEMBRE`,
    `A figure opens: amie explain ${month} mail MEMBER`,
  );
}

async function explain(
  { client, output }: Terminal,
  { to }: { to: string },
  month: string,
  pool: string,
  member: string,
): Promise<void> {
  const path = `/explain/${[month, readPool(pool), member].map(encodeURIComponent).join('/')}`;
  const { body } = await client.get<{ isFinal: boolean; tree: ExplainedLine }>(withQuery(path, { to }));
  output.json(body);
  output.text(explanationText(body.tree, output).join('\n'));
  if (!body.isFinal)
    output.line('Provisoire tant que le mois n’est pas clos.', 'Provisional until the month is closed.');
}

async function why(
  { client, output }: Terminal,
  { since }: { since?: string },
  month: string,
  pool: string,
  member: string,
): Promise<void> {
  const path = `/why/${[month, readPool(pool), member].map(encodeURIComponent).join('/')}`;
  const { body } = await client.get<Why>(withQuery(path, { since }));
  output.json(body);
  const { language } = output;
  output.text(
    `${body.since} → ${month}${colon(output)} ${minutesOf(body.from, language)} → ${minutesOf(body.to, language)} min (${body.shown})`,
  );
  for (const { label, shown } of body.steps) output.text(`  ${label}${colon(output)} ${shown}`);
}

async function whatIf(
  { client, output }: Terminal,
  options: Readonly<Partial<Record<'member' | 'meter' | 'add' | 'halfParts' | 'pool' | 'minutes', string>>>,
  month: string,
): Promise<void> {
  const { member, meter, add, halfParts, pool, minutes } = options;
  const query = {
    month,
    member,
    meter: meter && readMeter(meter),
    add,
    halfParts,
    pool: pool && readPool(pool),
    minutes,
  };
  const { body } = await client.get<Moves>(withQuery('/what-if', query));
  output.json(body);
  const { language } = output;
  output.text(body.change);
  if (body.members.length === 0)
    return output.line(
      'Cela ne déplace rien : ce mois-ci, aucune minute n’en dépend.',
      'This moves nothing: this month, no minute depends on it.',
    );
  output.table(body.members, [
    { title: ['Association', 'Member'], show: one => one.member },
    { title: ['Avant', 'Before'], show: ({ before }) => minutesOf(before, language) },
    { title: ['Après', 'After'], show: ({ after }) => minutesOf(after, language) },
    { title: ['Différence', 'Difference'], show: ({ difference }) => minutesOf(difference, language, true) },
  ]);
  output.text(body.note);
}
