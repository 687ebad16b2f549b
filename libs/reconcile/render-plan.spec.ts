import { expect, test } from '@jest/globals';
import { newDesired, newFound } from '../../test/factories/desired.js';
import type { Desired, Found } from './contract.js';
import { memoryShape } from './memory/memory-shape.js';
import { planChanges } from './plan.js';
import { renderPlan, summarise } from './render-plan.js';

const order = ['unit', 'account', 'mailbox'];
const key = (name: string) => ({ key: name, kind: name.split('/')[0] as string });
const plan = (pairs: readonly (readonly [Desired, Found?])[]) =>
  planChanges(
    order,
    memoryShape,
    pairs.map(([desired]) => desired),
    new Map(pairs.flatMap(([, found]) => (found ? [[found.key, found]] : []))),
  );

const grown = newDesired({ ...key('mailbox/blue/ada'), generation: 2n, spec: { limitKib: 2_097_152, forwards: [] } });
const gone = newDesired({ ...key('account/blue/bob'), generation: 3n, presence: 'aside' });
const expired = newDesired({ ...key('mailbox/blue/eve'), generation: 4n, presence: 'absent' });
const back = newDesired({ ...key('account/blue/cy'), generation: 3n, spec: { familyName: 'Roux' } });
const month = plan([
  [grown, newFound(grown, { generation: 1n, spec: { limitKib: 1_048_576, forwards: ['a@own.test'] } })],
  [gone, newFound(gone, { generation: 2n, presence: 'present' })],
  [expired, newFound(expired, { generation: 3n, presence: 'aside' })],
  [back, newFound(back, { generation: 2n, presence: 'aside', spec: { familyName: 'Petit' } })],
  [newDesired(key('mailbox/blue/dan'))],
  [newDesired(key('account/blue/dan'))],
  [newDesired(key('account/blue/fay'))],
]);

test('a plan reads as a diff, parents first, removals last', () => {
  expect(renderPlan(month)).toMatchInlineSnapshot(`
"^ account/blue/cy
    familyName: "Petit" → "Roux"
+ account/blue/dan
+ account/blue/fay
~ mailbox/blue/ada
    forwards: ["a@own.test"] → []
    limitKib: 1048576 → 2097152
+ mailbox/blue/dan
x mailbox/blue/eve
- account/blue/bob

account: 1 restored, 2 created, 1 set aside; mailbox: 1 updated, 1 created, 1 purged
"
`);
});

test('a plan counts per kind and action', () => {
  expect(summarise(month)).toEqual({
    account: { restore: 1, create: 2, 'set-aside': 1 },
    mailbox: { update: 1, create: 1, purge: 1 },
  });
});

test('a setting that is not there shows as none, on either side', () => {
  const desired = newDesired({ ...key('account/blue/ada'), spec: { title: 'Dr' } });
  const text = renderPlan(plan([[desired, newFound(desired, { spec: { nickname: '' } })]]));
  expect(text).toContain('nickname: "" → (none)\n    title: (none) → "Dr"');
});

test('an empty plan says so', () => {
  expect(renderPlan([])).toBe('nothing to do\n');
});

test('a plan never shows a secret', () => {
  const secret = { use: <Result>(read: (text: string) => Result) => read('{ARGON2}never'), toJSON: () => 'never' };
  const desired = newDesired({ ...key('account/blue/ada'), generation: 2n, secret });
  const text = renderPlan(plan([[desired, newFound(desired, { generation: 1n })]]));
  expect(text).toMatchInlineSnapshot(`
"~ account/blue/ada

account: 1 updated
"
`);
  expect(text).not.toContain('never');
});

test('a value planted on a server cannot forge a line or redraw the screen', () => {
  const desired = newDesired({ ...key('account/blue/ada'), spec: { name: 'Ada' } });
  const found = newFound(desired, { spec: { name: 'x\n+ account/root \u001b[2J\u202e\u2028' } });
  expect(renderPlan(plan([[desired, found]]))).toMatchInlineSnapshot(`
"~ account/blue/ada
    name: "x\\n+ account/root \\u001b[2J\\u202e\\u2028" → "Ada"

account: 1 updated
"
`);
});
