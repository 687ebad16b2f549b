import { giveSubjects, openDatabase, type ReadingRow, recordRun, withScope } from '@amie/database';
import { readConfig } from '@amie/config';
import type { LabPlatform } from '../support/lab-platform.js';

const gib = 1_048_576n;

/** What the servers were read to hold of a member in the seeded month, each night a little more. */
interface Holding {
  readonly slug: string;
  readonly domain: string;
  readonly mailKib: bigint;
  readonly boxes: bigint;
  readonly sentADay: bigint;
  readonly entries: bigint;
}

export const holdings: readonly Holding[] = [
  { slug: 'la-recre', domain: 'larecre.test', mailKib: 9n * gib, boxes: 25n, sentADay: 120n, entries: 31n },
  { slug: 'le-fournil', domain: 'lefournil.test', mailKib: 21n * gib, boxes: 8n, sentADay: 45n, entries: 12n },
  { slug: 'les-amis-du-parc', domain: 'amisduparc.test', mailKib: 2n * gib, boxes: 3n, sentADay: 9n, entries: 5n },
];

/** Writes down a month of nights of the mail and the directory server, as the worker would have recorded them then. */
export async function seedReadings(platform: LabPlatform, days: readonly string[]): Promise<number> {
  const { body } = await platform.client.get<{ items: { id: string; name: string }[] }>('/servers');
  const idOf = (name: string): string => body.items.find(one => one.name === name)?.id ?? '';
  const mail = { serverId: idOf('mail1'), service: 'mail' };
  const directory = { serverId: idOf('dir1'), service: 'directory' };
  const db = await openDatabase(readConfig(platform.env).databaseUrl('worker'), { poolSize: 2, name: 'amie-demo' });
  let recorded = 0;
  try {
    await withScope(db, 'all', async em => {
      for (const { slug, domain } of holdings) {
        const subjects = [
          { ...mail, key: `domain/${slug}/${domain}` },
          { ...directory, key: `unit/${slug}` },
        ];
        await giveSubjects(em, subjects, slug, new Date(`${days[0]}T00:00:00+02:00`));
      }
    });
    for (const [index, usageDay] of days.entries()) {
      const run = { usageDay, slot: 0, observedAt: new Date(`${usageDay}T02:00:00Z`) } as const;
      const told = { toolVersion: 'seeded', rawSha256: 'c0ffee'.padEnd(64, '0') };
      await withScope(db, 'all', async em => {
        const read = await recordRun(
          em,
          { ...run, ...mail, ...told, command: 'doveadm -f tab quota get -A' },
          holdings.flatMap(one => mailOf(one, BigInt(index))),
        );
        const entries = holdings.map(({ slug, entries: value }) => ({
          meter: 'dir.entries',
          key: `unit/${slug}`,
          value,
        }));
        const looked = await recordRun(em, { ...run, ...directory, ...told, command: 'ldapsearch 1.1' }, entries);
        recorded += read.added + looked.added;
      });
    }
  } finally {
    await db.destroy();
  }
  return recorded;
}

function mailOf({ slug, domain, mailKib, boxes, sentADay }: Holding, night: bigint): ReadingRow[] {
  const key = `domain/${slug}/${domain}`;
  return [
    { meter: 'mail.storage', key, value: mailKib + night * 1024n * boxes },
    { meter: 'mail.boxes', key, value: boxes },
    { meter: 'mail.sent', key, value: sentADay + (night % 7n) },
  ];
}
