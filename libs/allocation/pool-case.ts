import { CaseError } from './case-error.js';
import { amountAt, integerAt, objectAt, objectWith, textAt } from './fields.js';
import { inside, type Json, type JsonObject, jsonOf, readJson } from './json-text.js';
import { house } from './pool.js';
import { type ShareRule, shareRuleOf } from './share-rule.js';
import { sumOf } from './whole-number.js';

/** One pool to share: all that decides the result to the last unit (the case format that ends the design page).
 *  `solidarity` and the drivers' points are basis points summing to 10,000; nobody bears more than `cap` (numerator,
 *  denominator) times the share of its parts. */
export interface PoolCase extends ShareRule {
  /** Decides ties: `<month>|v<policy version>|<pool>`. */
  readonly salt: string;
  /** Worked minutes of the pool. */
  readonly minutes: bigint;
  /** Member to part·s (parts times seconds present). */
  readonly parts: ReadonlyMap<string, bigint>;
  /** usage[driver][member or `~house`], in the meter's own unit; missing counts 0. */
  readonly usage: ReadonlyMap<string, ReadonlyMap<string, bigint>>;
}

/** Reads a case from a JSON text, down to how numbers are written and to fields given twice. Throws CaseError. */
export function readCase(text: string): PoolCase {
  return caseOf(readJson(text));
}

/** Reads a case from JSON that was read already: `245.0` and `245` are one number there. Throws CaseError. */
export function parseCase(json: unknown): PoolCase {
  return caseOf(jsonOf(json));
}

function caseOf(json: Json): PoolCase {
  const object = objectWith(json, '', ['salt', 'minutes', 'solidarity', 'drivers', 'cap', 'parts'], ['usage']);
  const salt = textAt(object.get('salt'), 'salt');
  const minutes = integerAt(object.get('minutes'), 'minutes');
  const rule = shareRuleOf(object, '');
  const parts = partsOf(object.get('parts'));
  const usage = object.has('usage') ? usageOf(objectAt(object.get('usage'), 'usage'), rule, parts) : new Map();
  return { salt, minutes, ...rule, parts, usage };
}

function partsOf(json: Json | undefined): ReadonlyMap<string, bigint> {
  const parts = new Map<string, bigint>();
  for (const [name, amount] of objectAt(json, 'parts')) {
    const field = `parts.${name}`;
    const member = textAt(name, field);
    if (/[~|]/.test(member)) throw new CaseError('member-name', field);
    parts.set(member, amountAt(amount, field));
  }
  if (sumOf(parts.values()) === 0n) throw new CaseError('no-parts', 'parts');
  return parts;
}

function usageOf(
  object: JsonObject,
  { drivers }: ShareRule,
  parts: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, ReadonlyMap<string, bigint>> {
  const declared = new Set(drivers.map(([name]) => name));
  const usage = new Map<string, ReadonlyMap<string, bigint>>();
  for (const [driver, json] of object) {
    const field = inside('usage', driver);
    if (!declared.has(driver)) throw new CaseError('driver-unknown', field);
    usage.set(driver, driverUsage(objectAt(json, field), field, parts));
  }
  return usage;
}

function driverUsage(
  object: JsonObject,
  field: string,
  parts: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, bigint> {
  const usage = new Map<string, bigint>();
  for (const [member, json] of object) {
    const place = inside(field, member);
    if (member !== house && !parts.has(member)) throw new CaseError('member-unknown', place);
    usage.set(member, amountAt(json, place));
  }
  return usage;
}
