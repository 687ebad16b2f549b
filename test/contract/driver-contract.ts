import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Desired, IncompleteReadError, StaleEpochError, StaleGenerationError } from '@amie/reconcile';
import { meters } from '@amie/services/resources';
import type { Contract } from './rig.js';
import { next, Subject } from './subject.js';

/** What every driver promises, on a real server or in memory; it looks at the world and never at the calls made. */
export function driverContract(contract: Contract): void {
  const { name, kinds, crowdKind, fences, timeout = 30_000 } = contract;
  jest.setTimeout(timeout);
  let subject: Subject;
  const dump = async (): Promise<unknown> => await subject.rig.world.dump();
  const make = async (kind: string, n = 1): Promise<Desired> => await subject.rig.make(kind, n);

  describe(`${name} keeps the driver contract:`, () => {
    beforeEach(async () => {
      subject = new Subject(await contract.rig());
    });
    afterEach(async () => {
      await subject.rig.close();
    });

    describe.each(kinds)('%s', kind => {
      test('is observable once applied, and its plan is empty', async () => {
        const desired = await make(kind);
        expect((await subject.plan(desired)).map(change => change.action)).toEqual(['create']);
        expect(await subject.run(desired)).toMatchObject({ confirmed: 1, failed: 0 });
        expect((await subject.observe(desired)).get(desired.key)).toMatchObject({
          key: desired.key,
          presence: 'present',
        });
        expect(await subject.plan(desired)).toEqual([]);
      });

      test('takes an edit, and a second run leaves the world alike', async () => {
        const desired = await make(kind);
        await subject.run(desired);
        const edited = subject.rig.edit(desired);
        expect((await subject.plan(edited))[0]?.fields).not.toEqual([]);
        expect(await subject.run(edited)).toMatchObject({ confirmed: 1, failed: 0 });
        expect(await subject.plan(edited)).toEqual([]);
        const before = await dump();
        expect(await subject.run(edited)).toMatchObject({ confirmed: 1, failed: 0 });
        expect(await dump()).toEqual(before);
      });

      test('applied twice equals once, whatever the change', async () => {
        const made = await make(kind);
        const edited = subject.rig.edit(made);
        const aside = next(edited, 'aside');
        const back = next(aside, 'present');
        for (const desired of [made, edited, aside, back, next(back, 'aside'), next(next(back, 'aside'), 'absent')]) {
          for (const change of await subject.plan(desired)) {
            await subject.apply(change);
            const once = await dump();
            await subject.applyWhetherOrNotRefused(change);
            expect([change.action, await dump()]).toEqual([change.action, once]);
          }
        }
      });

      test('set aside keeps what is in it, and restored it is the same again', async () => {
        const desired = await make(kind);
        await subject.run(desired);
        await subject.rig.world.leaveContent?.(desired);
        const content = await subject.rig.world.contentOf?.(desired);
        const aside = next(desired, 'aside');
        expect(await subject.run(aside)).toMatchObject({ confirmed: 1, failed: 0 });
        expect((await subject.observe(desired)).get(desired.key)).toMatchObject({ presence: 'aside' });
        const back = next(aside, 'present');
        expect(await subject.run(back)).toMatchObject({ confirmed: 1, failed: 0 });
        expect(await subject.plan(back)).toEqual([]);
        expect(await subject.rig.world.contentOf?.(desired)).toEqual(content);
      });

      test('is purged from aside, and never from use', async () => {
        const [desired, neighbour] = [await make(kind, 1), await make(kind, 2)];
        await subject.run(desired, neighbour);
        await subject.applyWhetherOrNotRefused(await subject.changeFrom('purge', next(desired, 'absent')));
        expect((await subject.observe(desired)).has(desired.key)).toBe(true);
        const absent = next(next(desired, 'aside'), 'absent');
        expect(await subject.run(absent)).toMatchObject({ confirmed: 1, failed: 0 });
        const left = await subject.observe(desired, neighbour);
        expect([...left.keys()]).toEqual([neighbour.key]);
        expect(await subject.run(absent)).toMatchObject({ confirmed: 1, failed: 0 });
      });
    });

    for (const kind of fences.generation) {
      test(`${kind} of an older generation is refused where it happens and changes nothing`, async () => {
        const made = await make(kind);
        const edited = subject.rig.edit(subject.rig.edit(made));
        await subject.run(made);
        const late = [
          await subject.changeFrom('update', made),
          await subject.changeFrom('set-aside', next(made, 'aside')),
        ];
        await subject.run(edited);
        const inUse = await dump();
        for (const change of late) await expect(subject.apply(change)).rejects.toThrow(StaleGenerationError);
        expect(await dump()).toEqual(inUse);

        const aside = next(edited, 'aside');
        await subject.run(aside);
        const setAside = await dump();
        const later = [
          await subject.changeFrom('restore', edited),
          await subject.changeFrom('purge', next(made, 'absent')),
        ];
        for (const change of later) await expect(subject.apply(change)).rejects.toThrow(StaleGenerationError);
        expect(await dump()).toEqual(setAside);
      });

      test(`${kind} carries a generation that rises alone`, async () => {
        const desired = await make(kind);
        await subject.run(desired);
        const raised = { ...desired, generation: 7n };
        expect(await subject.run(raised)).toMatchObject({ confirmed: 1, failed: 0 });
        expect((await subject.observe(raised)).get(raised.key)?.generation).toBe(7n);
      });
    }

    for (const kind of fences.epoch) {
      test(`${kind} under an older lease is refused where it happens and changes nothing`, async () => {
        const [one, other] = [await make(kind, 1), await make(kind, 2)];
        await subject.run(one, other);
        const late = await subject.changeFrom('set-aside', next(other, 'aside'));
        await subject.apply(await subject.changeFrom('set-aside', next(one, 'aside')), 1_001);
        const before = await dump();
        await expect(subject.apply(late, 1_000)).rejects.toThrow(StaleEpochError);
        expect(await dump()).toEqual(before);
        await using session = await subject.session(1_002);
        expect(await session.lastEpoch()).toBeGreaterThanOrEqual(subject.rig.lease(1_001).epoch);
      });
    }

    test('observing, probing, measuring and committing again write nothing', async () => {
      const desired = await Promise.all(kinds.map(kind => make(kind)));
      await subject.run(...desired);
      const before = await dump();
      await using session = await subject.session();
      const keys = new Set(desired.map(one => one.key));
      const observed = await session.observe(keys);
      await session.observe('all');
      const probed = await session.probe(desired);
      await session.measure();
      await session.commit(
        desired.map(one => ({ action: 'update', desired: one, found: observed.get(one.key), fields: [] })),
      );
      expect(new Set(observed.keys())).toEqual(keys);
      expect([...probed.keys()].filter(key => !keys.has(key))).toEqual([]);
      expect(await dump()).toEqual(before);
    });

    test('a measurement names the same things in use and aside, as its service lists them, and none below zero', async () => {
      const desired = await Promise.all(kinds.map(kind => make(kind)));
      const members = new Set(desired.map(one => one.key.split('/')[1]));
      const measured = async (): Promise<readonly string[]> => {
        await using session = await subject.session();
        const { readings, rawSha256, command, toolVersion } = await session.measure();
        expect([rawSha256, command, toolVersion]).toEqual([
          expect.stringMatching(/^[0-9a-f]{64}$/),
          expect.any(String),
          expect.any(String),
        ]);
        const ours = readings.filter(({ key }) => members.has(key.split('/')[1]));
        for (const { meter, key, value, day } of ours) {
          const listed = meters.find(({ name, service }) => name === meter && service === subject.rig.driver.service);
          expect([meter, listed?.of, listed?.form === 'daily']).toEqual([meter, key.split('/')[0], day !== undefined]);
          expect(value === 'absent' || value >= 0n).toBe(true);
        }
        return ours.map(({ meter, key, day }) => `${meter} ${key} ${day}`).sort();
      };
      await subject.run(...desired);
      const before = await measured();
      expect(before.length).toBeGreaterThan(0);
      await subject.run(...desired.map(one => next(one, 'aside')));
      expect(await measured()).toEqual(before);
    });

    test('what nobody claims is shown and survives everything', async () => {
      const orphan = await subject.rig.world.plantOrphan();
      const planted = { ...(await subject.observeAll()).get(orphan), facts: undefined };
      expect(planted).toMatchObject({ key: orphan });
      const desired = await Promise.all(kinds.map(kind => make(kind)));
      await subject.run(...desired);
      await subject.run(...desired.map(one => next(subject.rig.edit(one), 'absent')));
      // Facts (until when a certificate is good) may change by themselves.
      expect({ ...(await subject.observeAll()).get(orphan), facts: undefined }).toEqual(planted);
    });

    test('a change that is refused leaves the others done', async () => {
      const refused = await subject.rig.makeRefused();
      const fine = [await make(crowdKind, 1), await make(crowdKind, 2), await make(crowdKind, 3)];
      const [first, ...rest] = fine as [Desired, ...Desired[]];
      const { outcomes } = await subject.run(first, refused, ...rest);
      expect(outcomes.filter(one => one.result === 'failed').map(one => one.desired.key)).toEqual([refused.key]);
      expect(await subject.plan(...fine)).toEqual([]);
    });

    test('two hundred at once are all confirmed', async () => {
      const crowd = await Promise.all(Array.from({ length: 200 }, (_, n) => make(crowdKind, n + 1)));
      expect(await subject.run(...crowd)).toMatchObject({ confirmed: 200, failed: 0 });
      expect((await subject.observe(...crowd)).size).toBe(200);
    });

    if (contract.canBreakReads) {
      test('an incomplete read throws and is no absence', async () => {
        const desired = await Promise.all([1, 2, 3].map(n => make(crowdKind, n)));
        await subject.run(...desired);
        const before = await dump();
        await subject.rig.world.breakReads?.();
        const removal = desired.map(one => next(one, 'absent'));
        const ends = await Promise.allSettled([subject.observeAll(), subject.run(...removal)]);
        await subject.rig.world.restoreReads?.();
        const reasons = ends.map(end => end.status === 'rejected' && end.reason);
        expect(reasons).toEqual([expect.any(IncompleteReadError), expect.any(IncompleteReadError)]);
        expect(await dump()).toEqual(before);
      });
    }

    test('a session closes, twice if need be, and leaves the way free for the next', async () => {
      const session = await subject.session();
      await session[Symbol.asyncDispose]();
      await session[Symbol.asyncDispose]();
      const desired = await make(crowdKind);
      expect(await subject.run(desired)).toMatchObject({ confirmed: 1 });
    });
  });
}
