import { keepMonth, readingsOf, subjectsOf, withScope } from '@amie/database';
import { type Figure, figure, percentile, timed } from './figure.js';
import { monthsOfYear, startYear } from './readings-rig.js';

const runs = 1000;

/** One member's figure of one meter in a month, down to every reading and the run that brought it. Raw: one reading by its key. */
export async function explain(): Promise<Figure[]> {
  const rig = await startYear();
  const month = monthsOfYear().at(-1) ?? '';
  const { lines } = await withScope(rig.api, 'all', em => keepMonth(em, month));
  const ours: number[] = [];
  const raw: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const line = lines[(run * 7919) % lines.length];
    if (!line) throw new Error('the month has no figures');
    let subject = 0;
    const read = () =>
      withScope(rig.api, 'all', async em => {
        for (const { subjectId } of await subjectsOf(em, month, line.meter, line.owner)) {
          subject = subjectId;
          const found = await readingsOf(em, subjectId, line.meter, month);
          if (found.length < line.observed) throw new Error('some readings of a figure are missing');
        }
      });
    ours.push(await timed(read));
    raw.push(
      await timed(() => rig.raw.query({ name: 'bare', text: bare, values: [subject, line.meter, `${month}-10`] })),
    );
  }
  return [
    figure('explain', 'ms', ours, raw),
    figure('explain-p99', 'ms', [percentile(ours, 99)], [percentile(raw, 99)]),
  ];
}

const bare = `
  select value from reading where subject_id = $1 and meter_id = (select id from meter where name = $2)
    and usage_day = $3::date and slot = 0 and revision = 0
`;
