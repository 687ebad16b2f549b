import { CaseError } from './case-error.js';
import { integerAt, listAt, textAt } from './fields.js';
import { inside, type Json, type JsonObject } from './json-text.js';
import { plainNumber, sumOf } from './whole-number.js';

/** What a case and a policy both say of a pool: who bears how much of it, in basis points, and the cap. */
export interface ShareRule {
  readonly solidarity: number;
  readonly drivers: readonly (readonly [string, number])[];
  readonly cap: readonly [bigint, bigint];
}

/** Reads `solidarity`, `drivers` and `cap`; points sum to 10,000 and the cap is at least 1. Throws CaseError. */
export function shareRuleOf(object: JsonObject, field: string): ShareRule {
  const solidarity = integerAt(object.get('solidarity'), inside(field, 'solidarity'));
  const drivers = driversOf(object.get('drivers'), inside(field, 'drivers'));
  requireAllPoints(solidarity, drivers, field);
  const cap = capOf(object.get('cap'), inside(field, 'cap'));
  const plain = drivers.map(([name, points]) => [name, plainNumber(points)] as const);
  return { solidarity: plainNumber(solidarity), drivers: plain, cap };
}

type Driver = readonly [name: string, points: bigint];

function driversOf(json: Json | undefined, field: string): readonly Driver[] {
  const drivers = listAt(json, field).map((pair, index) => driverOf(pair, `${field}[${index}]`));
  const names = drivers.map(([name]) => name);
  const again = names.findIndex((name, index) => names.indexOf(name) < index);
  if (again >= 0) throw new CaseError('driver-twice', `${field}[${again}]`);
  return drivers;
}

function driverOf(json: Json, field: string): Driver {
  const [first, second] = listAt(json, field, 2);
  const name = textAt(first, `${field}[0]`);
  // They are salts of the split by components and of the cap: ties would be drawn from the same hashes.
  if (/[~|]/.test(name) || name === 'cap' || name === 'comp') throw new CaseError('driver-name', `${field}[0]`);
  return [name, integerAt(second, `${field}[1]`)];
}

function requireAllPoints(solidarity: bigint, drivers: readonly Driver[], field: string): void {
  const sum = solidarity + sumOf(drivers.map(([, points]) => points));
  if (sum === 10_000n) return;
  throw new CaseError('points-not-10000', ['solidarity', 'drivers'].map(name => inside(field, name)).join(', '));
}

function capOf(json: Json | undefined, field: string): readonly [bigint, bigint] {
  const [first, second] = listAt(json, field, 2);
  const numerator = integerAt(first, `${field}[0]`);
  const denominator = integerAt(second, `${field}[1]`);
  if (denominator < 1n || numerator < denominator) throw new CaseError('cap-too-low', field);
  return [numerator, denominator];
}
