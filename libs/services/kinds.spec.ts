import { describe, expect, test } from '@jest/globals';
import type { Change, Desired } from '@amie/reconcile';
import fc from 'fast-check';
import { DirectoryEntry } from '../servers/directory/directory-entry.js';
import { accountKind } from './directory/account.js';
import { groupKind } from './directory/group.js';
import { unitKind } from './directory/unit.js';
import { entryChange, valuesOf, type WrittenKind } from './entry-changes.js';
import { domainKind } from './mail/domain.js';
import { mailboxKind } from './mail/mailbox.js';
import { sharedAddressKind } from './mail/shared-address.js';
import { getShape } from './resources.js';

const base = 'dc=amie,dc=test';
const word = fc.stringMatching(/^[a-z][a-z0-9]{1,9}$/);
const name = fc.stringMatching(/^[A-ZÉŒ][a-zéèêœ’' -]{0,10}[a-zé]$/);
const address = fc.tuple(word, word).map(([local, domain]) => `${local}@${domain}.test`);
const outside = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9_]{1,9}$/), word)
  .map(([local, domain]) => `${local}@${domain}.org`);
const some = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { maxLength: 5 });

const specs: readonly [WrittenKind, fc.Arbitrary<object>][] = [
  [unitKind, fc.record({ slug: word, name })],
  [
    accountKind,
    fc.record({
      slug: word,
      uid: word,
      givenName: name,
      familyName: name,
      language: fc.constantFrom('fr', 'en'),
      isSuspended: fc.boolean(),
    }),
  ],
  [groupKind, fc.record({ slug: word, name: word, people: some(word) })],
  [groupKind, fc.record({ slug: word, name: word, description: name, people: some(word) })],
  [domainKind, fc.record({ slug: word, domain: word.map(text => `${text}.test`) })],
  [
    mailboxKind,
    fc.record({
      slug: word,
      uid: word,
      address,
      extraAddresses: some(address),
      forwards: some(outside),
      keepsCopy: fc.boolean(),
      limitKib: fc.integer({ min: 1, max: 2 ** 34 }),
      store: word,
    }),
  ],
  [sharedAddressKind, fc.record({ slug: word, address, targets: some(outside), senders: some(address) })],
] as readonly [WrittenKind, fc.Arbitrary<object>][];

const newChange = (kind: WrittenKind, spec: unknown, changes: Partial<Desired>): Change => {
  const key = kind.keyOf(kind.parse(spec));
  const fixed = { id: key, member: 'm', generation: 5n, presence: 'present' as const, wasConfirmed: false };
  return { action: 'create', fields: [], desired: { key, kind: kind.kind, spec, ...fixed, ...changes } };
};

/** An entry as a server would hold it: values without order, attributes without a value not there. */
function entryOf(dn: string, values: Readonly<Record<string, readonly string[]>>): DirectoryEntry {
  const held = Object.entries(values).filter(([, list]) => list.length > 0);
  return new DirectoryEntry({ dn, ...Object.fromEntries(held.map(([key, list]) => [key, [...list].reverse()])) });
}

describe.each(specs)('%#: an entry', (kind, anySpec) => {
  test('that was written reads back as what was wanted', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        const change = entryChange(kind, newChange(kind, spec, {}), base);
        const [slug, ownName] = [String((spec as { slug: string }).slug), change.change.desired.key.split('/')[2]];
        const found = kind.read(entryOf(change.dn, valuesOf(change, base)), slug, ownName ?? slug);
        expect(found).toMatchObject({ key: change.change.desired.key, presence: 'present', generation: 5n });
        expect(getShape(kind.kind).differences(kind.parse(spec), found.spec)).toEqual([]);
      }),
    );
  });

  test('that is set aside reads back as aside', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        const made = entryChange(kind, newChange(kind, spec, {}), base);
        const aside = { ...made, change: { ...made.change, action: 'set-aside' as const } };
        const values = { ...valuesOf(made, base), ...valuesOf(aside, base) };
        expect(kind.read(entryOf(made.dn, values), 'm', 'n').presence).toBe('aside');
      }),
    );
  });

  test('whatever it holds is read without a crash', () => {
    const anything = fc.dictionary(fc.constantFrom(...kind.attributes), fc.oneof(fc.string(), some(fc.string())));
    fc.assert(
      fc.property(anything, values => {
        const found = kind.read(new DirectoryEntry({ dn: base, ...values }), 'm', 'n');
        expect(getShape(kind.kind).differences({ ...(found.spec as object) }, found.spec)).toEqual([]);
      }),
    );
  });

  test('of another key than its spec says is refused', () => {
    fc.assert(
      fc.property(anySpec, spec => {
        const elsewhere = newChange(kind, spec, { key: `${kind.kind}/another/one` });
        expect(() => entryChange(kind, elsewhere, base)).toThrow('value-refused');
      }),
    );
  });
});
