import { describe, expect, it } from '@jest/globals';
import { explainPool, monthCase, pools, whyItChanged } from '@amie/allocation';
import { closedWith, linesOfMember, monthFigures, withScope } from '@amie/database';
import { explainKept } from '../../../apps/api/shares/explain-lines.js';
import { Figures } from '../../../apps/api/shares/figures.js';
import { addMember } from '../support/database.js';
import { october } from './amounts.js';
import { type October, people } from './october.js';

const [youth, theatre, grocery, radio] = people;

/** What is said of shares and their explanation, on the closed month of the example. */
export function describeShares(world: () => October): void {
  const get = async (path: string, language = 'fr') => {
    const answer = await world().api.ask('GET', `/api/v1${path}`, { headers: { 'accept-language': language } });
    return answer.body as Record<string, any>;
  };

  describe('the explanation of a share', () => {
    it('invariant 26: children sum to their parent at every node, subjects to the key, days to their subject', async () => {
      for (const pool of pools) {
        for (const member of people) {
          const { tree } = await get(`/explain/2025-10/${pool}/${member}`);
          const opened = nodesOf(tree);
          expect(
            opened.filter(node => node.children.length > 0 && sumOf(node.children) !== BigInt(node.amount)),
          ).toEqual([]);
          const usages = opened.flatMap(({ usage }) => usage ?? []);
          const weighed = (usage: any) => (usage.entries ? minutesOf(usage.entries) : sumOf(usage.subjects));
          expect(usages.filter(usage => !usage.isWholeKey || weighed(usage) !== BigInt(usage.amount))).toEqual([]);
          expect(tree.ledger.pool.isWhole).toBe(true);
          const subjects = usages.flatMap(usage => usage.subjects);
          expect(subjects.filter(one => !one.isSumOfDays || sumOf(one.days) !== BigInt(one.amount))).toEqual([]);
        }
      }
    });

    it('opens a figure down to the sample, its run, command, tool and the digest of its raw output', async () => {
      const { tree, isFinal } = await get(`/explain/2025-10/mail/${theatre}`, 'en');
      expect([isFinal, tree.label, tree.shown]).toEqual([true, 'share of the 245 minutes of mail', '119.883 min']);
      const storage = tree.children.find(({ facts }: any) => facts.meter === 'mail.storage');
      expect(storage.how).toBe('68.600 min × 115,743,301,632,000 / 188,205,804,748,800 KiB·s (61.50%)');
      const [subject] = storage.usage.subjects;
      expect(subject).toMatchObject({ subject: `domain/${theatre}/${theatre}.test`, observed: 31, estimated: 0 });
      expect(subject.average).toBe('1,277.6 GiB-days, 41.2 GiB on average');
      const emptied = subject.days.find(({ day }: any) => day === october(3));
      expect(emptied.samples.map(({ slot }: any) => slot)).toEqual([0, 1]);
      expect(BigInt(emptied.value)).toBe(BigInt(emptied.samples[1].value));
      expect(emptied.samples[0].run).toMatchObject({
        command: 'measure mail',
        toolVersion: '1.0',
        rawSha256: 'ab'.repeat(32),
        id: expect.any(Number),
      });
    });

    it('shows estimated days as such, and the hour more of the day the clocks change', async () => {
      const { tree } = await get(`/explain/2025-10/mail/${grocery}`);
      const { days } = tree.children[1].usage.subjects[0];
      const kinds = days.map(({ day, kind, seconds }: any) => [day, kind, seconds]);
      expect(kinds.filter(([, kind]: any) => kind !== 'observed')).toEqual([
        [october(9), 'estimated', 86_400],
        [october(10), 'estimated', 86_400],
      ]);
      expect(kinds.filter(([, , seconds]: any) => seconds !== 86_400)).toEqual([[october(26), 'observed', 90_000]]);
      expect(days[8]).toMatchObject({ value: '5242880', samples: [{ quality: 'a', value: null }] });
    });

    it('made from kept lines is the one the engine gives, node by node', async () => {
      const all = await withScope(world().api.db.api, 'all', async em => {
        const { inputs, shares } = await monthFigures(em, '2025-10');
        const { version, policy } = await closedWith(em, '2025-10');
        const pairs = [];
        for (const pool of pools) {
          for (const member of people) {
            const rule = monthCase(inputs, pool);
            const ofPool = shares.pools.get(pool);
            if (!rule || !ofPool) throw new Error(pool);
            const found = await linesOfMember(em, { month: '2025-10', pool, member });
            const kept = explainKept({ month: '2025-10', pool, member, policyVersion: version, policy, ...found });
            pairs.push({ kept, engine: explainPool({ month: '2025-10', pool, rule, shares: ofPool }, member) });
          }
        }
        return pairs;
      });
      for (const { kept, engine } of all) expect(kept).toEqual(engine);
    });

    it('of a member without a part or a use is nothing, line by line, of an open month as of a closed one', async () => {
      await addMember(world().api.db, 'la-nouvelle');
      for (const pool of pools) {
        const [closed, open] = [
          await get(`/explain/2025-10/${pool}/la-nouvelle`),
          await get(`/explain/2025-11/${pool}/la-nouvelle`),
        ];
        expect([closed.isFinal, open.isFinal]).toEqual([true, false]);
        const amounts = [closed, open].map(({ tree }) => nodesOf(tree).map(({ amount, key }) => [amount, key ?? '0']));
        for (const of of amounts) expect(of).toEqual(of.map(() => ['0', '0']));
        const kinds = [closed, open].map(({ tree }) => tree.children.map(({ kind }: any) => kind)[0]);
        expect(kinds).toEqual(['solidarity', 'solidarity']);
      }
    });

    it('rests on figures that are computed once for all who ask at once, and held for a few months', async () => {
      const figures = new Figures();
      const of = (month: string) => withScope(world().api.db.api, 'all', em => figures.of(em, month));
      const [one, other] = await Promise.all([of('2025-10'), of('2025-10')]);
      expect(one.shares).toBe(other.shares);
      expect((await of('2025-10')).shares).toBe(one.shares);
      for (const month of ['2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04']) await of(month);
      const again = await of('2025-10');
      expect(again.shares).not.toBe(one.shares);
      expect(again.shares.outputDigest).toBe(one.shares.outputDigest);
    });

    it('goes no further down than asked, and refuses a pool or a member that is not', async () => {
      const { tree } = await get(`/explain/2025-10/mail/${youth}?to=shares`);
      expect(tree.children[1].usage).toBeUndefined();
      expect((await get('/explain/2025-10/pigeons/theatre')).code).toBe('request-invalid');
      expect((await get('/explain/2025-10/mail/nobody')).code).toBe('not-found');
    });
  });

  describe('what else a share tells', () => {
    it('why it changed, in steps that sum to the change', async () => {
      const why = await get(`/why/2025-11/mail/${theatre}?since=2025-10`);
      expect(sumOf(why.steps)).toBe(BigInt(why.difference));
      expect(why.steps.map(({ cause }: any) => cause)[0]).toBe('pool-minutes');
      const figures = await withScope(world().api.db.api, 'all', async em => ({
        last: (await monthFigures(em, '2025-10')).inputs,
        now: (await monthFigures(em, '2025-11')).inputs,
      }));
      expect(String(whyItChanged(figures.last, figures.now, theatre, 'mail').to)).toBe(why.to);
    });

    it('what one mailbox more would move, for everybody', async () => {
      const { members } = await get(`/what-if?month=2025-10&meter=mail.boxes&member=${youth}&add=1`);
      const moved = new Map<string, string>(members.map((one: any) => [one.member, one.difference]));
      const thousandths = [youth, theatre, grocery, radio].map(one => Math.round(Number(moved.get(one)) / 1000));
      expect(thousandths).toEqual([652, -456, -156, -40]);
      const none = await get(`/what-if?month=2025-10&meter=mail.boxes&member=${youth}&add=-99`);
      expect(none.code).toBe('change-below-zero');
      expect((await get('/what-if?month=2025-10')).code).toBe('change-unclear');
    });

    it('what another rule would have given every member, before it is voted', async () => {
      const replay = await get('/policies/2/replay');
      expect(replay.months.map(({ month }: any) => month)).toEqual(['2025-10']);
      expect(replay.members.reduce((sum: bigint, one: any) => sum + BigInt(one.difference), 0n)).toBe(0n);
      // More by parts, less by use: whoever uses mail most bears less of it, whoever uses it least more.
      const moved = new Map<string, bigint>(replay.members.map((one: any) => [one.member, BigInt(one.difference)]));
      expect([(moved.get(theatre) ?? 0n) < -1_000_000n, (moved.get(grocery) ?? 0n) > 1_000_000n]).toEqual([true, true]);
      expect(replay.members.every((one: any) => one.cents === null)).toBe(true);
      await world().api.ask('POST', '/api/v1/costs', { body: { month: '2025-10', cents: '200000' } });
      const priced = await get('/policies/2/replay?months=2025-10');
      expect(priced.members.reduce((sum: bigint, one: any) => sum + BigInt(one.cents), 0n)).toBe(0n);
      expect((await get('/policies/99/replay')).code).toBe('policy-unknown');
      expect((await get('/policies/2/replay?months=x')).code).toBe('request-invalid');
    });
  });
}

const minutesOf = (entries: readonly { minutes: number }[]): bigint =>
  BigInt(entries.reduce((sum, { minutes }) => sum + minutes, 0));
const sumOf = (items: readonly { amount: string }[]): bigint =>
  items.reduce((sum, one) => sum + BigInt(one.amount), 0n);

function nodesOf(node: any): any[] {
  return [node, ...node.children.flatMap(nodesOf)];
}
