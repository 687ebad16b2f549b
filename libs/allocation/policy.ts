import { CaseError } from './case-error.js';
import { integerAt, objectWith, textAt } from './fields.js';
import { inside, type Json, type JsonObject, jsonOf } from './json-text.js';
import { type Pool, pools } from './pool.js';
import { type ShareRule, shareRuleOf } from './share-rule.js';
import { sha256Hex } from './sha256.js';
import { plainNumber } from './whole-number.js';

/** How one pool is shared; `subscribers` leaves out members without any use of the pool. */
export interface PoolRule extends ShareRule {
  readonly base: 'all' | 'subscribers';
}

/** The rule the board votes (design 2.6): a rule for every pool, and what the shares are used for. */
export interface Policy {
  readonly minutesPerDay: number;
  readonly effect: 'inform' | 'adjust-days' | 'true-up';
  readonly pools: Readonly<Record<Pool, PoolRule>>;
}

const effects = { inform: 'inform', adjust_days: 'adjust-days', true_up: 'true-up' } as const;

/** Reads the voted document (`minutes_per_day`, `effect`, `pools`): every pool once, points of each sum to 10,000, caps
 *  of at least 1, no unknown field. Throws CaseError. Whether a meter exists is the caller's to check. */
export function parsePolicy(json: unknown): Policy {
  const object = objectWith(jsonOf(json), '', ['minutes_per_day', 'effect', 'pools']);
  return {
    minutesPerDay: minutesPerDayOf(object.get('minutes_per_day')),
    effect: choice(object.get('effect'), 'effect', effects),
    pools: poolsOf(object.get('pools')),
  };
}

/** The document of a policy, as parsePolicy reads it. */
export function policyBody(policy: Policy): object {
  const effect = policy.effect.replace('-', '_');
  return { minutes_per_day: policy.minutesPerDay, effect, pools: mapPools(pool => ruleBody(policy.pools[pool])) };
}

/** SHA-256 of the document in its one canonical text: names in order, no space. What was voted cannot be swapped. */
export function policyDigest(policy: Policy): string {
  return sha256Hex(canonicalJson(policyBody(policy)));
}

/** Every meter a policy weighs, each once. */
export function policyMeters(policy: Policy): readonly string[] {
  return [...new Set(pools.flatMap(pool => policy.pools[pool].drivers.map(([meter]) => meter)))];
}

function minutesPerDayOf(json: Json | undefined): number {
  const minutes = integerAt(json, 'minutes_per_day');
  if (minutes < 1n || minutes > 1_440n) throw new CaseError('out-of-range', 'minutes_per_day');
  return plainNumber(minutes);
}

function poolsOf(json: Json | undefined): Record<Pool, PoolRule> {
  const object = objectWith(json, 'pools', pools);
  return mapPools(pool => ruleOf(objectWith(object.get(pool), `pools.${pool}`, ruleFields, ['base']), `pools.${pool}`));
}

const ruleFields = ['solidarity', 'drivers', 'cap'];

function ruleOf(object: JsonObject, field: string): PoolRule {
  const rule = shareRuleOf(object, field);
  rule.drivers.forEach(([meter], index) => {
    if (!/^[a-z]+\.[a-z]+$/.test(meter)) throw new CaseError('driver-name', `${inside(field, 'drivers')}[${index}][0]`);
  });
  const base = object.has('base') ? choice(object.get('base'), inside(field, 'base'), bases) : 'all';
  return { ...rule, base };
}

const bases = { all: 'all', subscribers: 'subscribers' } as const;

function ruleBody({ solidarity, drivers, cap, base }: PoolRule): object {
  return { solidarity, drivers, cap: cap.map(plainNumber), base };
}

function choice<Value>(json: Json | undefined, field: string, choices: Readonly<Record<string, Value>>): Value {
  const name = textAt(json, field);
  const value = Object.hasOwn(choices, name) ? choices[name] : undefined;
  if (value === undefined) throw new CaseError('not-a-choice', field);
  return value;
}

function mapPools<Value>(valueOf: (pool: Pool) => Value): Record<Pool, Value> {
  return Object.fromEntries(pools.map(pool => [pool, valueOf(pool)])) as Record<Pool, Value>;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`;
}
