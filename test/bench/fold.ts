import { allocateMonth, type MonthInputs, parsePolicy, type Pool } from '@amie/allocation';
import { foldMonth, type MonthUsage, withScope } from '@amie/database';
import { defaultPolicy } from '../../libs/database/periods/default-policy.js';
import { type Figure, figure, timed } from './figure.js';
import { monthsOfYear, type ReadingsRig, say, startYear } from './readings-rig.js';

/**
 * Each month of the year folded and shared, and the year's folds together. Raw: a bare sum over the same rows. Beside
 * it, bytes a reading takes with its key; raw: the row alone.
 */
export async function fold(): Promise<Figure[]> {
  const rig = await startYear();
  const months: number[] = [];
  const folds: number[] = [];
  const raw: number[] = [];
  for (const month of monthsOfYear()) {
    let folded: MonthUsage | undefined;
    folds.push(await timed(async () => (folded = await withScope(rig.api, 'all', em => foldMonth(em, month)))));
    const usage = folded?.usage ?? new Map();
    const shared = await timed(async () => allocateMonth(inputsOf(month, usage)));
    months.push((folds.at(-1) ?? 0) + shared);
    raw.push(await timed(() => rig.raw.query(bare, [`${month}-01`])));
    say(`${month}: folded in ${folds.at(-1)?.toFixed(0)} ms, shared in ${shared.toFixed(0)} ms`);
  }
  const year = [sum(folds) / 1000];
  return [
    figure('fold-and-allocate-month', 'ms', months, raw),
    figure('fold-year', 's', year, [sum(raw) / 1000]),
    await bytesOfReading(rig),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

const bare = `select sum(value) from reading where usage_day >= $1::date and usage_day < $1::date + interval '1 month'`;

const minutes = new Map<Pool, bigint>([
  ['mail', 245n],
  ['web', 180n],
  ['backup', 130n],
  ['directory', 55n],
  ['training', 180n],
  ['emergency', 95n],
  ['management', 120n],
]);

function inputsOf(month: string, usage: MonthInputs['usage']): MonthInputs {
  const members = new Set([...usage.values()].flatMap(owners => [...owners.keys()]));
  members.delete('~house');
  const presence = new Map([...members].map(member => [member, 2_678_400n]));
  const policy = parsePolicy(defaultPolicy);
  return { month, policyVersion: 1, policy, presence, minutes, individual: new Map(), usage, flags: [] };
}

async function bytesOfReading({ raw }: ReadingsRig): Promise<Figure> {
  const { rows } = await raw.query<{ whole: number; heap: number }>(`
    select sum(pg_total_relation_size(c.oid)) / (select count(*) from reading) as whole,
      sum(pg_relation_size(c.oid)) / (select count(*) from reading) as heap
    from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'reading'::regclass`);
  return figure('bytes-a-reading', 'bytes', [Number(rows[0]?.whole)], [Number(rows[0]?.heap)]);
}
