import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProgram } from '../../../apps/cli/program.js';
import { type October, people } from './october.js';

const write = process.stdout.write.bind(process.stdout);
const [, theatre, grocery] = people;

/** What the command line says of the closed month of the example. */
export function describeCommands(world: () => October): void {
  beforeAll(async () => {
    process.env.AMIE_URL = await world().api.listen();
    process.env.AMIE_TOKEN = world().api.token;
  });
  afterEach(() => {
    process.stdout.write = write;
  });

  /** What one line prints. */
  async function amie(...line: readonly string[]): Promise<string> {
    const printed: string[] = [];
    process.stdout.write = (chunk: string | Uint8Array) => printed.push(String(chunk)) > 0;
    try {
      await buildProgram('en', '0').parseAsync(['--lang', 'en', ...line], { from: 'user' });
    } finally {
      process.stdout.write = write;
    }
    return printed.join('').replaceAll('\u00a0', ' ');
  }

  describe('amie, for a month that is closed', () => {
    it('shows all shares, and that they are final', async () => {
      const told = await amie('shares', '2025-10');
      expect(told).toContain('closed month, final figures');
      expect(told.split('\n').find(line => line.startsWith('total'))).toMatch(/245 .*1005/);
      expect(told).toContain('backups: 14.057 min of common use, borne by all by parts.');
      expect(JSON.parse(await amie('shares', '2025-10', '--json')).members).toHaveLength(4);
    });

    it('prints one figure as a tree down to the digest of the raw output', async () => {
      const told = await amie('explain', '2025-10', 'mail', grocery, '--to', 'readings');
      expect(told).toContain(`mail storage: 6.051 min`);
      expect(told).toContain(`domain/${grocery}/${grocery}.test`);
      expect(told).toContain('2025-10-09 5,242,880 (estimated)');
      expect(told).toMatch(/sample 0: [\d,]+ · run \d+ · measure mail 1\.0 · sha256 (?:ab){6}$/m);
    });

    it('tells why, what if, what another rule gives, and that the month computes to the same', async () => {
      expect(await amie('why', '2025-11', 'mail', theatre, '--since', '2025-10')).toContain('minutes worked for all: ');
      expect(await amie('what-if', '2025-10', '--member', theatre, '--meter', 'mail.boxes', '--add', '1')).toContain(
        'others bear less',
      );
      expect(await amie('policy', 'replay', '2')).toContain('In all');
      expect(await amie('period', 'replay', '2025-10')).toContain('computes to the same');
      expect(await amie('period', 'show', '2025-10')).toMatch(
        /! nobody’s that is known, borne by all[^]*Panne de courant/,
      );
      expect(await amie('period', 'gaps', '2025-10')).toContain('Nothing keeps it from closing');
      const list = await amie('period', 'list');
      expect(list).toMatch(/2025-10 +closed +v1/);
      expect(list).toMatch(/2025-11 +to propose/);
      expect(list).toMatch(new RegExp(`${new Date().toISOString().slice(0, 7)} +open`));
    });

    it('says who proposed, approved and closed it, and approving, what was approved', async () => {
      const told = await amie('period', 'show', '2025-10');
      for (const done of ['Proposed', 'Approved', 'Closed']) expect(told).toMatch(new RegExp(`${done} .*· first`));
      await amie('period', 'propose', '2026-01');
      const { id } = JSON.parse(await amie('decision', 'record', '2026-02-15', 'Janvier', '--json'));
      const approved = await amie('period', 'approve', '2026-01', '--decision', id);
      expect(approved).toMatch(/2026-01 is approved: 0 min shared by 4 members, rule v2\.\nDigest: [0-9a-f]{64}/);
    });

    it('lists rules and decisions, and records one', async () => {
      expect(await amie('decision', 'record', '2025-12-01', 'Comptes')).toMatch(
        /Decision recorded: [0-9a-f]{8} \(Comptes\)/,
      );
      expect(await amie('decision', 'list')).toContain('Comptes');
      expect(await amie('policy', 'draft', '--dry-run')).toContain('Nothing was changed');
      expect(await amie('policy', 'show')).toMatch(/1 +in force +2025-10 .*decision recorded after the month began/);
      expect(await amie('policy', 'show', 'default')).toContain('"minutes_per_day": 420');
      await expect(amie('decision', 'record', '2099-12-01', 'x')).rejects.toThrow('not taken yet');
      await expect(amie('period', 'close', '2025-11')).rejects.toThrow('not approved');
    });
  });
}
