import { CaseError } from './case-error.js';
import { inside, type Json, type JsonObject, wholeText, WrittenNumber } from './json-text.js';

/** An object with these fields and no other; `optional` ones may be missing. Throws CaseError. */
export function objectWith(
  json: Json | undefined,
  field: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  const object = objectAt(json, field);
  for (const name of object.keys()) {
    if (!required.includes(name) && !optional.includes(name)) throw new CaseError('unknown-field', inside(field, name));
  }
  for (const name of required) {
    if (!object.has(name)) throw new CaseError('field-missing', inside(field, name));
  }
  return object;
}

/** An object of any fields. */
export function objectAt(json: Json | undefined, field: string): JsonObject {
  if (!(json instanceof Map)) throw new CaseError('not-an-object', field || wholeText);
  return json;
}

/** A list, of that length when one is given. */
export function listAt(json: Json | undefined, field: string, length?: number): readonly Json[] {
  if (!Array.isArray(json) || (length !== undefined && json.length !== length))
    throw new CaseError('not-a-list', field);
  return json as readonly Json[];
}

/** A text whose UTF-8 is certain: half a surrogate pair has none, and the salt is hashed as UTF-8. */
export function textAt(json: Json | undefined, field: string): string {
  if (typeof json !== 'string') throw new CaseError('not-a-text', field);
  if (!json.isWellFormed()) throw new CaseError('not-utf-8', field.toWellFormed());
  return json;
}

/** A whole number written as a JSON integer: `245.0`, `1e3` and `"245"` are refused. */
export function integerAt(json: Json | undefined, field: string): bigint {
  if (!(json instanceof WrittenNumber) || !wholePattern.test(json.text)) throw new CaseError('not-an-integer', field);
  return BigInt(json.text);
}

/** An amount: a whole number as a decimal string, as JSON numbers lose digits beyond 2^53. */
export function amountAt(json: Json | undefined, field: string): bigint {
  if (typeof json !== 'string' || !wholePattern.test(json)) throw new CaseError('not-an-amount', field);
  return BigInt(json);
}

const wholePattern = /^(?:0|[1-9][0-9]*)$/;
