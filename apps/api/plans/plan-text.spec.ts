import { describe, expect, it } from '@jest/globals';
import { type Change, type Desired, type Found, memoryShape, planChanges } from '@amie/reconcile';
import { newDesired, newFound } from '../../../test/factories/desired.js';
import { planText } from './plan-text.js';
import { showPlan } from './plan-view.js';

const thing = (key: string) => ({ key, kind: key.split('/')[0] as string });
const plan = (pairs: readonly (readonly [Desired, Found?])[]): readonly Change[] =>
  planChanges(
    ['unit', 'account', 'mailbox'],
    memoryShape,
    pairs.map(([desired]) => desired),
    new Map(pairs.flatMap(([, found]) => (found ? [[found.key, found]] : []))),
  );

const spec = { limitKib: 2_097_152, forwards: [], keepsCopy: true };
const grown = newDesired({ ...thing('mailbox/blue/ada'), generation: 2n, spec });
const gone = newDesired({ ...thing('account/blue/bob'), generation: 3n, presence: 'aside' });
const expired = newDesired({ ...thing('mailbox/blue/eve'), generation: 4n, presence: 'absent' });
const back = newDesired({ ...thing('account/blue/cy'), generation: 3n, spec: { familyName: 'Roux' } });
const month = plan([
  [grown, newFound(grown, { generation: 1n, spec: { limitKib: 1_048_576, forwards: ['a@own.test', 'b@own.test'] } })],
  [gone, newFound(gone, { generation: 2n, presence: 'present' })],
  [expired, newFound(expired, { generation: 3n, presence: 'aside' })],
  [back, newFound(back, { generation: 2n, presence: 'aside', spec: { familyName: 'Petit' } })],
  [newDesired(thing('unit/blue'))],
  [newDesired(thing('account/blue/dan'))],
]);

describe('the text of a plan', () => {
  it('reads as a diff, parents first, removals last, in the language asked for', () => {
    expect(showPlan({ changes: month }, 'en').text).toMatchInlineSnapshot(`
"+ member blue
^ account cy (blue)
    family name: Petit → Roux
+ account dan (blue)
~ mailbox ada (blue)
    forwarding: a@own.test, b@own.test → nothing
    copy kept: nothing → yes
    limit (KiB): 1048576 → 2097152
x mailbox eve (blue)
- account bob (blue)

1 member, 1 account restored, 1 account, 1 account moved to the bin, 1 mailbox updated, 1 mailbox deleted for good
"
`);
    expect(showPlan({ changes: month }, 'fr').text).toMatchInlineSnapshot(`
"+ association blue
^ compte cy (blue)
    nom : Petit → Roux
+ compte dan (blue)
~ boîte mail ada (blue)
    transfert : a@own.test, b@own.test → rien
    copie gardée : rien → oui
    taille (Kio) : 1048576 → 2097152
x boîte mail eve (blue)
- compte bob (blue)

1 association, 1 compte restauré, 1 compte, 1 compte mis à la corbeille, 1 boîte mail modifiée, 1 boîte mail supprimée
"
`);
  });

  it('is the sentence alone when nothing changes', () => {
    expect(planText([], 'rien à changer', 'fr')).toBe('rien à changer\n');
  });

  it('shows a setting without words of its own by its name', () => {
    const desired = newDesired({ ...thing('account/blue/ada'), spec: { novel: 'Dr' } });
    expect(planText(plan([[desired, newFound(desired, { spec: {} })]]), 'x', 'en')).toContain('novel: nothing → Dr');
  });

  it('never shows a secret', () => {
    const secret = { use: <Result>(read: (text: string) => Result) => read('{ARGON2}never'), toJSON: () => 'never' };
    const desired = newDesired({ ...thing('account/blue/ada'), generation: 2n, secret });
    expect(planText(plan([[desired, newFound(desired, { generation: 1n })]]), 'x', 'en')).toBe(
      '~ account ada (blue)\n\nx\n',
    );
  });

  it('lets no value planted on a server forge a line or redraw the screen', () => {
    const desired = newDesired({ ...thing('account/blue/ada'), spec: { name: 'Ada' } });
    const found = newFound(desired, { spec: { name: 'x\n+ account/root \u001b[2J\u202e\u2028' } });
    expect(planText(plan([[desired, found]]), 'y', 'en').split('\n')).toEqual([
      '~ account ada (blue)',
      '    name: x\\u{a}+ account/root \\u{1b}[2J\\u{202e}\\u{2028} → Ada',
      '',
      'y',
      '',
    ]);
  });
});
