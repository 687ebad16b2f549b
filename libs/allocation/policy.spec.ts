import { describe, expect, it } from '@jest/globals';
import { octoberInputs } from '../../test/support/allocation/october.js';
import { CaseError } from './case-error.js';
import { parsePolicy, policyBody, policyDigest, policyMeters } from './policy.js';
import { pools } from './pool.js';

type Document = Record<string, unknown> & { pools: Record<string, Record<string, unknown>> };

/** The voted document of October, to change as one likes. */
const document = (): Document => JSON.parse(JSON.stringify(policyBody(octoberInputs.policy))) as Document;

function refusalOf(change: (policy: Document) => void): CaseError {
  const policy = document();
  change(policy);
  try {
    parsePolicy(policy);
  } catch (error) {
    if (error instanceof CaseError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The rule of one pool, to change. */
const rule = (policy: Document, pool: string): Record<string, unknown> => policy.pools[pool] ?? {};

describe('a policy', () => {
  it('is read as it was voted, and written as it is read', () => {
    expect(parsePolicy(document())).toEqual(octoberInputs.policy);
    expect(policyBody(parsePolicy(document()))).toEqual(document());
  });

  it('leaves nobody out unless it says so', () => {
    const policy = document();
    delete rule(policy, 'mail').base;
    rule(policy, 'web').base = 'subscribers';
    const { mail, web } = parsePolicy(policy).pools;
    expect([mail.base, web.base]).toEqual(['all', 'subscribers']);
  });

  it('names each meter it weighs once', () => {
    const policy = document();
    rule(policy, 'web').drivers = [['mail.boxes', 7000]];
    const meters = policyMeters(parsePolicy(policy));
    expect(meters).toEqual([...new Set(meters)]);
    expect(meters.filter(meter => meter.startsWith('mail.'))).toEqual(['mail.storage', 'mail.boxes', 'mail.sent']);
  });

  it.each<[string, (policy: Document) => void, string, string]>([
    ['points below 10,000', one => void (rule(one, 'mail').solidarity = 2999), 'points-not-10000', 'pools.mail.'],
    ['points above 10,000', one => void (rule(one, 'emergency').solidarity = 10_001), 'points-not-10000', 'pools.emer'],
    ['a pool that is unknown', one => void (one.pools.garden = rule(one, 'mail')), 'unknown-field', 'pools.garden'],
    ['a pool under a name of every object', one => defineProto(one), 'unknown-field', 'pools.__proto__'],
    ['a pool that is missing', one => void delete one.pools.training, 'field-missing', 'pools.training'],
    ['no pools', one => void ((one as Record<string, unknown>).pools = []), 'not-an-object', 'pools'],
    ['a cap under 1', one => void (rule(one, 'web').cap = [1, 2]), 'cap-too-low', 'pools.web.cap'],
    ['a cap over 0', one => void (rule(one, 'web').cap = [1, 0]), 'cap-too-low', 'pools.web.cap'],
    ['a fractional cap', one => void (rule(one, 'web').cap = [1.5, 1]), 'not-an-integer', 'pools.web.cap[0]'],
    ['no cap', one => void delete rule(one, 'web').cap, 'field-missing', 'pools.web.cap'],
    ['a driver named twice', one => twice(one), 'driver-twice', 'pools.training.drivers[1]'],
    ['a driver that is no meter', one => named(one, 'Mail'), 'driver-name', 'pools.training.drivers[0][0]'],
    ['a driver for the house', one => named(one, '~house'), 'driver-name', 'pools.training.drivers[0][0]'],
    ['negative points', one => void (rule(one, 'mail').solidarity = -1), 'not-an-integer', 'pools.mail.solidarity'],
    ['an effect nobody knows', one => void (one.effect = 'punish'), 'not-a-choice', 'effect'],
    ['an effect every object has', one => void (one.effect = 'constructor'), 'not-a-choice', 'effect'],
    ['a base nobody knows', one => void (rule(one, 'mail').base = 'friends'), 'not-a-choice', 'pools.mail.base'],
    ['a day of no minute', one => void (one.minutes_per_day = 0), 'out-of-range', 'minutes_per_day'],
    ['a day of 25 hours', one => void (one.minutes_per_day = 1500), 'out-of-range', 'minutes_per_day'],
    ['a fractional day', one => void (one.minutes_per_day = 419.5), 'not-an-integer', 'minutes_per_day'],
    ['a field it does not know', one => void (one.note = 'x'), 'unknown-field', 'note'],
    [
      'a field of a pool it does not know',
      one => void (rule(one, 'mail').floor = 1),
      'unknown-field',
      'pools.mail.floor',
    ],
  ])('is refused for %s', (_, change, code, field) => {
    const refusal = refusalOf(change);
    expect(refusal.code).toBe(code);
    expect(refusal.field).toContain(field);
    for (const language of ['fr', 'en'] as const) expect(refusal.sentence(language)).toContain(field);
  });
});

describe('the digest of a policy', () => {
  it('is that of what was voted, in whatever order it is written', () => {
    const turned = JSON.parse(JSON.stringify(document(), (_, value: unknown) => reversed(value)));
    expect(Object.keys(turned.pools)).toEqual(pools.toReversed());
    expect(policyDigest(parsePolicy(turned))).toBe(policyDigest(octoberInputs.policy));
  });

  it.each<[string, (policy: Document) => void]>([
    ['the minutes of a day', one => void (one.minutes_per_day = 421)],
    ['what it is for', one => void (one.effect = 'inform')],
    ['a cap', one => void (rule(one, 'mail').cap = [2, 1])],
    ['a cap that is worth the same', one => void (rule(one, 'mail').cap = [6, 2])],
    ['who is in a pool', one => void (rule(one, 'mail').base = 'subscribers')],
    ['points', one => reweighed(one)],
    ['a meter', one => void (rule(one, 'directory').drivers = [['dir.people', 7000]])],
  ])('changes with %s', (_, change) => {
    const policy = document();
    change(policy);
    expect(policyDigest(parsePolicy(policy))).not.toBe(policyDigest(octoberInputs.policy));
  });
});

function defineProto(policy: Document): void {
  Object.defineProperty(policy.pools, '__proto__', { value: {}, enumerable: true });
}

function twice(policy: Document): void {
  rule(policy, 'training').drivers = [
    ['train.minutes', 2500],
    ['train.minutes', 2500],
  ];
}

function named(policy: Document, meter: string): void {
  rule(policy, 'training').drivers = [[meter, 5000]];
}

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toReversed());
}

function reweighed(policy: Document): void {
  Object.assign(rule(policy, 'directory'), { solidarity: 3001, drivers: [['dir.entries', 6999]] });
}
