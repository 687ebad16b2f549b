import { type Denominator, denominators, type FoundingInputs, foundingInputs, fullPost } from './inputs.js';
import { compare, type Rational, rational, times } from './rational.js';

/** An input that cannot be simulated: which one, and why. `code` is worded by callers. */
export class SimulationError extends Error {
  constructor(
    readonly code: 'not-a-number' | 'not-positive' | 'too-large' | 'not-offered' | 'unknown-field',
    readonly field: string,
    readonly value: string,
  ) {
    super(`${field}: ${JSON.stringify(value)} is refused (${code})`);
    this.name = 'SimulationError';
  }
}

/** What may be given as text: euros, days, parts, a fraction of a post. What is left out keeps its founding value. */
export type GivenInputs = Readonly<Record<string, string | undefined>>;

const money = ['cost', 'tariff', 'ceiling', 'marketLow', 'marketHigh'] as const;
const counts = ['post', 'months', 'partsSold', 'hoursPerDay', 'daysPerMonth'] as const;
const daysOrNone = ['ownDays', 'collectiveDays'] as const;
const known = new Set<string>([...money, ...counts, ...daysOrNone, 'practice', 'denominator']);

/** Reads what a person typed: `2000`, `2 000,50`, `3/5`. Days a month follow the post unless given. Throws SimulationError. */
export function parseInputs(given: GivenInputs): FoundingInputs {
  for (const [field, value] of Object.entries(given)) {
    if (!known.has(field)) throw new SimulationError('unknown-field', field, value ?? '');
  }
  const read: Partial<Record<string, Rational>> = {};
  for (const field of money) read[field] = readOf(given, field, cents);
  for (const field of counts) read[field] = readOf(given, field, positive);
  for (const field of daysOrNone) read[field] = readOf(given, field, readNumber);
  const { practice, denominator, ...numbers } = foundingInputs;
  const followed = read.post && { daysPerMonth: times(fullPost.daysPerMonth, read.post) };
  const asked = Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
  return requireDenominator({
    ...numbers,
    ...followed,
    ...asked,
    practice: given.practice === undefined ? practice : readPractice(given.practice),
    denominator: given.denominator === undefined ? denominator : readDenominator(given.denominator),
  });
}

// A price per own day needs an own day.
function requireDenominator(inputs: FoundingInputs): FoundingInputs {
  const isNothing = inputs.denominator === 'own-days' && inputs.ownDays.num === 0n;
  if (isNothing) throw new SimulationError('not-positive', 'ownDays', '0');
  return inputs;
}

type Reader = (field: string, text: string) => Rational;

function readOf(given: GivenInputs, field: string, read: Reader): Rational | undefined {
  const text = given[field];
  return text === undefined ? undefined : read(field, text);
}

const readPractice = (text: string): Rational[] => text.split(';').map(one => readNumber('practice', one));

function readDenominator(text: string): Denominator {
  const found = denominators.find(one => one === text);
  if (!found) throw new SimulationError('not-offered', 'denominator', text);
  return found;
}

const cents: Reader = (field, text) => {
  const value = times(positive(field, text), rational(100n));
  // An amount is a whole number of cents.
  if (value.den !== 1n) throw new SimulationError('not-a-number', field, text);
  return value;
};

const positive: Reader = (field, text) => {
  const value = readNumber(field, text);
  if (compare(value, rational(0n)) <= 0n) throw new SimulationError('not-positive', field, text);
  return value;
};

const grammar = /^(-?\d+)(?:[.,](\d+)|\/(\d+))?$/;

const readNumber: Reader = (field, text) => {
  const [, whole, decimals = '', divisor] = grammar.exec(text.replace(/[\s\u00a0\u202f]/g, '')) ?? [];
  if (whole === undefined || (divisor !== undefined && BigInt(divisor) === 0n)) {
    throw new SimulationError('not-a-number', field, text);
  }
  if (whole.length + decimals.length + (divisor ?? '').length > 12) throw new SimulationError('too-large', field, text);
  if (whole.startsWith('-')) throw new SimulationError('not-positive', field, text);
  if (divisor !== undefined) return rational(BigInt(whole), BigInt(divisor));
  return rational(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
};
