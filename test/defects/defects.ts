/** Lines of the register of defects that metering had elsewhere, W1 to W25. */
export type Line = `W${number}`;

/** A defect put into one file, and the claim that must turn red by it. */
export interface Defect {
  readonly line: Line;
  /** What is wrong then, in a sentence. */
  readonly defect: string;
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly spec: string;
  /** Title of the claim as the spec writes it, or its beginning up to what is filled in. */
  readonly claim: string;
  /** The claims of this spec stand on each other: all before it must run. */
  readonly isStory?: true;
  /** Where its title is written, when the spec brings its claims in from elsewhere. */
  readonly titledIn?: string;
}

const metering = 'libs/database/metering';
const periods = 'libs/database/periods';
const schema = 'libs/database/migrations/1764000000011-metering.ts';
const closing = 'libs/database/migrations/1764000000013-periods.ts';
const fold = 'test/medium/metering/fold.spec.ts';
const keeping = 'test/medium/metering/keeping.spec.ts';
const dueSpec = 'test/medium/metering/due-readings.spec.ts';
const runs = 'test/medium/metering/record-run.spec.ts';
const months = { spec: 'test/medium/periods/months.spec.ts', isStory: true } as const;

/** Each is tried by `npm run defects`; that they still fit is asked by `npm test`. */
export const defects: readonly Defect[] = [
  {
    line: 'W1',
    defect: 'What nobody used is shared with nobody.',
    file: 'libs/allocation/components.ts',
    find: 'return { ...byParts(pool, name, amount, name), fallback: true };',
    replace: 'return { ...byParts(pool, name, 0n, name), amount, fallback: true };',
    spec: 'libs/allocation/invariants.spec.ts',
    claim: 'invariant 9: shares by parts what nobody used, and says so',
  },
  {
    line: 'W7',
    defect: 'A thing that could not be read is written down as 0.',
    file: `${metering}/arrivals.ts`,
    find: `(value === 'absent' ? null : value)`,
    replace: `(value === 'absent' ? 0n : value)`,
    spec: runs,
    claim: 'counts, though its first reading said so and a second had it',
  },
  {
    line: 'W7',
    defect: 'A thing that is missing from the listing is written down as 0.',
    file: `${metering}/expected.ts`,
    find: `insert into reading (observed_at, subject_id, usage_day, run_id, meter_id, slot, quality)
    select $5::timestamptz, e.subject_id, $3::date, $4, e.meter_id, 0, 'a' from`,
    replace: `insert into reading (value, observed_at, subject_id, usage_day, run_id, meter_id, slot, quality)
    select 0, $5::timestamptz, e.subject_id, $3::date, $4, e.meter_id, 0, 'o' from`,
    spec: runs,
    claim: 'is absent, a row of its own, never zero',
  },
  {
    line: 'W7',
    defect: 'A mailbox that the mail server may not open counts as read, and holds nothing.',
    file: 'ansible/agent/amie_agent/mail_meters.py',
    find: `domains[domain_of(login)]["boxes"] -= 1`,
    replace: `domains[domain_of(login)]["boxes"] -= 0`,
    spec: 'ansible/agent/tests/test_mail_meters.py',
    claim: 'test_a_mailbox_it_complains_of_is_not_read_whatever_figure_it_gives',
  },
  {
    line: 'W8',
    defect: 'A night counts as read from when its run begins.',
    file: schema,
    find: `(r.state in ('done', 'suspect', 'absent')`,
    replace: `(r.state in ('done', 'suspect', 'absent', 'started')`,
    spec: dueSpec,
    claim: 'W8: stays due while its run is begun, dies or fails, and is tried again at a distance',
  },
  {
    line: 'W8',
    defect: 'A night whose run failed is never tried again.',
    file: schema,
    find: `or r.state = 'failed' and not is_asked and r.ended_at > at - interval '15 minutes'`,
    replace: `or r.state = 'failed'`,
    spec: dueSpec,
    claim: 'W8: stays due while its run is begun, dies or fails, and is tried again at a distance',
  },
  {
    line: 'W9',
    defect: 'Programs may change and delete what was read.',
    file: schema,
    find: `grant insert, delete on usage_month to amie_api, amie_worker;`,
    replace: `grant insert, delete on usage_month to amie_api, amie_worker;
  grant update, delete on reading to amie_api, amie_worker;`,
    spec: keeping,
    claim: 'is changed or deleted by nobody, not even by the',
    isStory: true,
  },
  {
    line: 'W9',
    defect: 'A value equal to an earlier one is thinned out.',
    file: `${metering}/record-run.ts`,
    find: 'from pg_temp.arriving order by subject_id, meter_id, day',
    replace: `from pg_temp.arriving a where not exists (select from reading r
      where (r.subject_id, r.meter_id, r.value) = (a.subject_id, a.meter_id, a.value))
      order by subject_id, meter_id, day`,
    spec: fold,
    claim: 'is the peak of each day times its seconds, W24: with the hour that October has more',
  },
  {
    line: 'W10',
    defect: 'Deleting a server deletes what was measured on it.',
    file: schema,
    find: `    server_id uuid not null references server(id),
    service text not null,
    key text not null`,
    replace: `    server_id uuid not null references server(id) on delete cascade,
    service text not null,
    key text not null`,
    spec: keeping,
    claim: 'W10: outlives the thing, whose rows no deletion reaches',
  },
  {
    line: 'W11',
    defect: 'A reading may be there twice.',
    file: schema,
    find: 'primary key (subject_id, meter_id, usage_day, slot, revision),',
    replace: '',
    spec: keeping,
    claim: 'invariant 14: run twice is run once, to the digest',
  },
  {
    line: 'W11',
    defect: 'A member bears what was counted before the thing was theirs.',
    file: `${metering}/fold-survey.ts`,
    find: 'greatest(lower(valid), amie_day_start($1::date)) as from_at',
    replace: 'amie_day_start($1::date) as from_at',
    spec: fold,
    claim: 'W11: pay for nothing that was counted before the thing was theirs',
  },
  {
    line: 'W12',
    defect: 'Days begin at midnight in another zone than the members’.',
    file: schema,
    find: `return 'Europe/Paris';`,
    replace: `return 'UTC';`,
    spec: keeping,
    claim: 'W12: belongs to the local day on which it was made, the last of a month included',
  },
  {
    line: 'W13',
    defect: 'What was recorded after the cutoff changes a closed month.',
    file: `${metering}/fold-survey.ts`,
    find: 'and r.usage_day < ${to} and r.recorded_at <= ${cutoff}',
    replace: 'and r.usage_day < ${to} and (r.recorded_at <= ${cutoff} or true)',
    spec: keeping,
    claim: 'invariants 16 and 17: is the same whatever is recorded later',
  },
  {
    line: 'W13',
    defect: 'Late readings of a closed month are lost.',
    file: `${periods}/adjustments.ts`,
    find: 'const now = await monthInputs(em, month, undefined, await closedWith(em, month));',
    replace: 'const now = await frozenInputs(em, month);',
    ...months,
    claim: 'W13: late readings become adjustments of the month they are about, counted in an open one; once',
  },
  {
    line: 'W14',
    defect: 'A second correction forgets the first, and corrects it all over again.',
    file: `${periods}/adjustments.ts`,
    find: 'sumTables([uminTable(allocateMonth(kept)), tableOf(before)])',
    replace: 'uminTable(allocateMonth(kept))',
    ...months,
    claim: 'invariant 18: adjustments and the original are the full recomputation',
  },
  {
    line: 'W15',
    defect: 'A month is summed from what was folded before, not from its readings.',
    file: `${metering}/fold-month.ts`,
    find: 'from pg_temp.fold_usage group by 1, 2',
    replace: `from (select meter_id, member_id, amount, days_observed as observed, days_estimated as estimated,
      days_unknown as unknown from usage_month) as before group by 1, 2`,
    spec: keeping,
    claim: 'W15: comes from readings, never from what was folded before',
    isStory: true,
  },
  {
    line: 'W16',
    defect: 'A figure is explained in KiB times seconds, which nobody can picture.',
    file: 'apps/api/shares/meter-words.ts',
    find: 'rational(amount, over * (isStorage ? kibOfGib : 1n))',
    replace: 'rational(amount, 1n)',
    ...months,
    titledIn: 'test/medium/periods/shares-claims.ts',
    claim: 'opens a figure down to the sample, its run, command, tool and the digest of its raw output',
  },
  {
    line: 'W17',
    defect: 'What stands still counts as if it stood for an hour of each day.',
    file: `${metering}/fold-month.ts`,
    find: 'p.total * 86400',
    replace: 'p.total * 3600',
    spec: fold,
    claim: 'is the peak of each day times its seconds, W24: with the hour that October has more',
  },
  {
    line: 'W17',
    defect: 'A day weighs by the plain mean of its samples, so that it can be emptied before one.',
    file: `${metering}/fold-survey.ts`,
    find: 'r.usage_day, max(r.value) as peak from',
    replace: 'r.usage_day, trunc(avg(r.value)) as peak from',
    spec: fold,
    claim: "takes the highest of a day's samples, whatever their order",
  },
  {
    line: 'W17',
    defect: 'A silence of any length is bridged by an estimate.',
    file: `${metering}/fold-gaps.ts`,
    find: 'and o.day - coalesce(o.before, o.first_day - 1) <= $1',
    replace: 'and o.day - coalesce(o.before, o.first_day - 1) <= $1 * 100',
    spec: fold,
    claim: 'W17: a server silent nine days is estimated for seven by the lower neighbour, then unknown, never zero',
  },
  {
    line: 'W18',
    defect: 'Readings may be dropped before their year is closed.',
    file: schema,
    find: 'if kept then',
    replace: 'if kept and false then',
    spec: keeping,
    claim: 'W18: leaves the table only in a year that is wholly closed, and by its digest',
    isStory: true,
  },
  {
    line: 'W19',
    defect: 'A correction does not say who made it.',
    file: `${metering}/correct-reading.ts`,
    find: `else 'c' end::"char", $6, $7`,
    replace: `else 'c' end::"char", $6, left($7, 10)`,
    spec: keeping,
    claim: 'is corrected by a named person alone, with a reason, and stays beside its correction',
  },
  {
    line: 'W19',
    defect: 'Programs may rewrite the figures of a closed month.',
    file: closing,
    find: 'grant insert on period_input, alloc_component, alloc_line to amie_api;',
    replace: 'grant insert, update, delete on period_input, alloc_component, alloc_line to amie_api;',
    ...months,
    claim: 'W19: no role may change or remove a figure, and none may add one to it',
  },
  {
    line: 'W20',
    defect: 'One rule for all pools, whatever was voted for each.',
    file: 'libs/allocation/month.ts',
    find: 'inputs.policy.pools[pool]',
    replace: 'inputs.policy.pools.mail',
    ...months,
    claim: 'gives the figures of the example within three micro-minutes, and its euros to the cent',
  },
  {
    line: 'W22',
    defect: 'A correction counts in a month that is long over, not in the one in which it was made.',
    file: `${periods}/adjustments.ts`,
    find: 'let month = next > current ? next : current;',
    replace: 'let month = next > current ? current : next;',
    ...months,
    claim: 'W22: every correction says which month it is about and in which one it counts',
  },
  {
    line: 'W23',
    defect: 'A number of the policy may be a text, which is run to know it.',
    file: 'libs/allocation/fields.ts',
    find: `  if (!(json instanceof WrittenNumber) || !wholePattern.test(json.text)) throw new CaseError('not-an-integer', field);
  return BigInt(json.text);`,
    replace: `  return BigInt(Math.round(eval(json instanceof WrittenNumber ? json.text : String(json))));`,
    ...months,
    claim: 'W23: a policy is integers in a form that is read strictly, never a text that is run',
  },
  {
    line: 'W24',
    defect: 'Every day has 86,400 seconds.',
    file: schema,
    find: 'return extract(epoch from amie_day_start(day + 1) - amie_day_start(day))::integer;',
    replace: 'return 86400;',
    spec: fold,
    claim: 'is the peak of each day times its seconds, W24: with the hour that October has more',
  },
  {
    line: 'W25',
    defect: 'Only the night of today is ever due.',
    file: schema,
    find: 'generate_series(0, 40) as back',
    replace: 'generate_series(0, 0) as back',
    spec: dueSpec,
    claim: 'W25: is missed for each day on which nothing ran, until somebody says that it was silent',
  },
  {
    line: 'W25',
    defect: 'What a log says of the nights before is counted as of the last.',
    file: `${metering}/arrivals.ts`,
    find: `case when m.form = 'daily' then g.day else $3::date end as day`,
    replace: '$3::date as day',
    spec: fold,
    claim: 'W25: comes back after missed nights, and a day it does not mention was quiet if it could still be read',
  },
];
