import type { Desired, Key, MemoryEntry, MemoryServer, MemorySpec, Presence } from '@amie/reconcile';
import fc from 'fast-check';
import { newDesired } from './desired.js';

/** What one key is before a run (on the server) and should be after it (in the database). */
export interface Story {
  readonly desired: Desired<MemorySpec>;
  readonly before?: Omit<MemoryEntry, 'content' | 'kind'>;
}

/** A small forest, parents first: 2 trees, 3 branches, 7 leaves of two members. */
const forest: readonly { key: Key; kind: string; parent?: Key }[] = [
  ...[0, 1].map(n => ({ key: `tree/m${n}`, kind: 'tree' })),
  ...[0, 1, 2].map(n => ({ key: `branch/m${n % 2}/${n}`, kind: 'branch', parent: `tree/m${n % 2}` })),
  ...[0, 1, 2, 3, 4, 5, 6].map(n => ({
    key: `leaf/m${(n % 3) % 2}/${n}`,
    kind: 'leaf',
    parent: `branch/m${(n % 3) % 2}/${n % 3}`,
  })),
];

const presences = fc.constantFrom<Presence>('present', 'present', 'aside', 'absent');
const values = fc.constantFrom('red', 'green', 'blue');

const draws = fc.record({
  wanted: presences,
  was: presences,
  generation: fc.bigInt(3n, 6n),
  age: fc.bigInt(0n, 3n),
  value: values,
  oldValue: values,
});

/** Any state of a server and any desired state, as long as no child outlives its parent in either. */
export const stories: fc.Arbitrary<readonly Story[]> = fc
  .array(draws, { minLength: forest.length, maxLength: forest.length })
  .map(drawn => {
    const byKey = new Map<Key, { wanted: Presence; was: Presence }>();
    return forest.map(({ key, kind, parent }, n) => {
      const draw = drawn[n] as (typeof drawn)[number];
      const above = parent ? byKey.get(parent) : undefined;
      const wanted = notMoreThan(draw.wanted, above?.wanted);
      const was = notMoreThan(draw.was, above?.was);
      byKey.set(key, { wanted, was });
      const spec = (value: string): MemorySpec => ({ value, ...(parent ? { standsOn: parent } : {}) });
      const desired = newDesired({ key, kind, generation: draw.generation, presence: wanted, spec: spec(draw.value) });
      const before = { presence: was, generation: draw.generation - draw.age, spec: spec(draw.oldValue) };
      return {
        desired: desired as Desired<MemorySpec>,
        before: was === 'absent' ? undefined : { ...before, presence: was },
      };
    });
  });

const rank: Readonly<Record<Presence, number>> = { absent: 0, aside: 1, present: 2 };

function notMoreThan(presence: Presence, above: Presence = 'present'): Presence {
  return rank[presence] > rank[above] ? above : presence;
}

/** Things that nobody desires, of every kind. */
export const orphanKeys: readonly Key[] = ['tree/stranger', 'branch/stranger/1', 'leaf/stranger/1'];

/** Puts the world of the stories on a server, strangers included. */
export function plantWorld(server: MemoryServer, told: readonly Story[]): void {
  for (const { desired, before } of told) {
    if (before) server.plant(desired.key, { kind: desired.kind, ...before });
  }
  for (const key of orphanKeys) {
    server.plant(key, {
      kind: key.split('/')[0] as string,
      presence: 'present',
      generation: 1n,
      spec: { value: 'own' },
    });
  }
}

/** What the server must look like in the end, given how it was: written without looking at how a plan is made. */
export function expectedWorld(told: readonly Story[], start: Readonly<Record<Key, MemoryEntry>>) {
  const end: Record<Key, Omit<MemoryEntry, 'content'> & { content?: string }> = {};
  for (const { desired } of told) {
    const { key, kind, generation, presence, spec } = desired;
    const was = start[key];
    if (presence === 'present') end[key] = { kind, presence, generation, spec };
    if (presence === 'aside' && was) end[key] = { ...was, presence, generation };
    // What was never purged still holds what its users put there.
    if (end[key] && was) end[key] = { ...end[key], content: was.content };
  }
  for (const key of orphanKeys) end[key] = start[key] as MemoryEntry;
  return end;
}
