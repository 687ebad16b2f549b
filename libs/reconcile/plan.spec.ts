import { describe, expect, test } from '@jest/globals';
import { newDesired, newFound } from '../../test/factories/desired.js';
import type { Action, Desired, Found, Presence } from './contract.js';
import { memoryShape } from './memory/memory-shape.js';
import { planChanges } from './plan.js';

const order = ['tree', 'branch', 'leaf'];
const plan = (desired: readonly Desired[], found: readonly Found[] = []) =>
  planChanges(order, memoryShape, desired, new Map(found.map(one => [one.key, one])));
const actionOf = (desired: Desired, found?: Found) => plan([desired], found && [found])[0]?.action;

describe('the next step for one thing', () => {
  const table: readonly [wanted: Presence, found: 'present' | 'aside' | 'nothing', step: Action | undefined][] = [
    ['present', 'nothing', 'create'],
    ['present', 'present', undefined],
    ['present', 'aside', 'restore'],
    ['aside', 'nothing', undefined],
    ['aside', 'present', 'set-aside'],
    ['aside', 'aside', undefined],
    ['absent', 'nothing', undefined],
    ['absent', 'present', 'set-aside'],
    ['absent', 'aside', 'purge'],
  ];
  test.each(table)('wanted %s and found %s: %s', (presence, found, step) => {
    const desired = newDesired({ presence });
    expect(actionOf(desired, found === 'nothing' ? undefined : newFound(desired, { presence: found }))).toBe(step);
  });

  test('names the settings that differ', () => {
    const desired = newDesired({ spec: { value: 'two', size: 1, name: 'a' } });
    const [change] = plan([desired], [newFound(desired, { spec: { value: 'one', size: 1 } })]);
    expect(change).toMatchObject({ action: 'update', fields: ['name', 'value'] });
  });

  test('updates with no field named when only the generation rose', () => {
    const desired = newDesired({ generation: 2n });
    const [change] = plan([desired], [newFound(desired, { generation: 1n })]);
    expect(change).toMatchObject({ action: 'update', fields: [] });
  });

  test('stamps what is aside with a newer generation, so that an older run cannot bring it back', () => {
    const desired = newDesired({ generation: 4n, presence: 'aside' });
    expect(actionOf(desired, newFound(desired, { generation: 2n }))).toBe('set-aside');
  });

  test('asks no generation of a server that keeps none', () => {
    const desired = newDesired({ generation: 7n });
    expect(actionOf(desired, newFound(desired, { generation: undefined }))).toBeUndefined();
  });

  test.each(['present', 'aside', 'absent'] as const)('leaves a newer generation alone when %s is wanted', presence => {
    const desired = newDesired({ generation: 3n, presence });
    const found = newFound(desired, { generation: 4n, presence: 'present', spec: { value: 'newer' } });
    expect(plan([desired], [found])).toEqual([]);
  });
});

describe('the order of a plan', () => {
  test('builds parents first, then removes children first, and keeps the turns of members', () => {
    const there = (kind: string, name: string) => {
      const desired = newDesired({ kind, key: `${kind}/${name}`, presence: 'aside' });
      return { desired, found: newFound(desired, { presence: 'present' }) };
    };
    const removed = [there('tree', 'old'), there('leaf', 'old'), there('branch', 'old')];
    const made = ['leaf/red/1', 'leaf/blue/1', 'tree/red', 'leaf/red/2', 'branch/red'].map(key =>
      newDesired({ key, kind: key.split('/')[0] }),
    );
    const changes = plan(
      [...removed.map(one => one.desired), ...made],
      removed.map(one => one.found),
    );
    expect(changes.map(change => change.desired.key)).toEqual([
      'tree/red',
      'branch/red',
      'leaf/red/1',
      'leaf/blue/1',
      'leaf/red/2',
      'leaf/old',
      'branch/old',
      'tree/old',
    ]);
  });

  test('never names what nobody desires', () => {
    const orphan = newFound(newDesired({ key: 'leaf/blue/stranger' }));
    expect(plan([], [orphan])).toEqual([]);
  });

  test('says so when a kind has no place', () => {
    expect(() => plan([newDesired({ kind: 'cloud' })])).toThrow('cloud has no place');
  });
});
