import { describe, expect, it } from '@jest/globals';
import { mailCase } from '../../test/support/allocation/mail-of-october.js';
import { CaseError } from './case-error.js';
import { readCase } from './pool-case.js';

/** The mail pool of October with one thing wrong. */
const wrong = (from: string, to: string): string => {
  if (!mailCase.includes(from)) throw new Error(`the case holds no ${from}`);
  return mailCase.replace(from, to);
};

function refusalOf(text: string): CaseError {
  try {
    readCase(text);
  } catch (error) {
    if (error instanceof CaseError) return error;
    throw error;
  }
  throw new Error(`nothing was refused in ${text}`);
}

const partsOfA = '"A": "8046000"';
const usageOfD = '"D": "1333"';

describe('a case that the specification refuses', () => {
  it.each<[string, string, string, string]>([
    ['points below 10,000', wrong('3000', '2999'), 'points-not-10000', 'solidarity, drivers'],
    ['points above 10,000', wrong('1400', '1401'), 'points-not-10000', 'solidarity, drivers'],
    ['negative minutes', wrong('245', '-1'), 'not-an-integer', 'minutes'],
    ['fractional minutes', wrong('245', '245.5'), 'not-an-integer', 'minutes'],
    ['minutes with a point', wrong('245', '245.0'), 'not-an-integer', 'minutes'],
    ['minutes with an exponent', wrong('245', '1e3'), 'not-an-integer', 'minutes'],
    ['minutes less than nothing', wrong('245', '-0'), 'not-an-integer', 'minutes'],
    ['minutes in quotes', wrong('245', '"245"'), 'not-an-integer', 'minutes'],
    ['minutes that are null', wrong('245', 'null'), 'not-an-integer', 'minutes'],
    ['a negative solidarity', wrong('3000', '-3000'), 'not-an-integer', 'solidarity'],
    ['fractional points', wrong('2800]', '2800.0]'), 'not-an-integer', 'drivers[0][1]'],
    ['negative parts', wrong(partsOfA, '"A": "-1"'), 'not-an-amount', 'parts.A'],
    ['fractional parts', wrong(partsOfA, '"A": "1.5"'), 'not-an-amount', 'parts.A'],
    ['parts with a zero in front', wrong(partsOfA, '"A": "01"'), 'not-an-amount', 'parts.A'],
    ['parts with a sign', wrong(partsOfA, '"A": "+1"'), 'not-an-amount', 'parts.A'],
    ['parts with a blank', wrong(partsOfA, '"A": " 1"'), 'not-an-amount', 'parts.A'],
    ['parts with an end of line', wrong(partsOfA, '"A": "1\\n"'), 'not-an-amount', 'parts.A'],
    ['empty parts', wrong(partsOfA, '"A": ""'), 'not-an-amount', 'parts.A'],
    ['parts in hexadecimal', wrong(partsOfA, '"A": "0x10"'), 'not-an-amount', 'parts.A'],
    ['parts with an exponent', wrong(partsOfA, '"A": "1e6"'), 'not-an-amount', 'parts.A'],
    ['parts in digits of another script', wrong(partsOfA, '"A": "٣"'), 'not-an-amount', 'parts.A'],
    ['parts without quotes', wrong(partsOfA, '"A": 8046000'), 'not-an-amount', 'parts.A'],
    ['negative usage', wrong(usageOfD, '"D": "-1333"'), 'not-an-amount', 'usage.mail.sent.D'],
    ['usage without quotes', wrong(usageOfD, '"D": 1333'), 'not-an-amount', 'usage.mail.sent.D'],
    ['fractional usage of the house', wrong(usageOfD, '"~house": "0.5"'), 'not-an-amount', 'usage.mail.sent.~house'],
    ['a cap under 1', wrong('[3, 1]', '[2, 3]'), 'cap-too-low', 'cap'],
    ['a cap of 0', wrong('[3, 1]', '[0, 1]'), 'cap-too-low', 'cap'],
    ['a cap over 0', wrong('[3, 1]', '[3, 0]'), 'cap-too-low', 'cap'],
    ['a negative cap', wrong('[3, 1]', '[-3, -1]'), 'not-an-integer', 'cap[0]'],
    ['a fractional cap', wrong('[3, 1]', '[1.5, 1]'), 'not-an-integer', 'cap[0]'],
    ['a cap of one number', wrong('[3, 1]', '[3]'), 'not-a-list', 'cap'],
    ['a cap that is no list', wrong('[3, 1]', '3'), 'not-a-list', 'cap'],
    ['usage of who has no parts', wrong(usageOfD, '"E": "1333"'), 'member-unknown', 'usage.mail.sent.E'],
    ['usage of a driver not declared', wrong('"mail.sent": {', '"web.bytes": {'), 'driver-unknown', 'usage.web.bytes'],
    ['a driver named twice', wrong('["mail.sent"', '["mail.boxes"'), 'driver-twice', 'drivers[2]'],
    ['a driver with ~', wrong('["mail.sent"', '["~sol"'), 'driver-name', 'drivers[2][0]'],
    ['a driver with |', wrong('["mail.sent"', '["mail|house"'), 'driver-name', 'drivers[2][0]'],
    ['a driver named cap', wrong('["mail.sent"', '["cap"'), 'driver-name', 'drivers[2][0]'],
    ['a driver named comp', wrong('["mail.sent"', '["comp"'), 'driver-name', 'drivers[2][0]'],
    ['a member with ~', wrong(partsOfA, '"~house": "1"'), 'member-name', 'parts.~house'],
    ['a member with |', wrong(partsOfA, '"A|house": "1"'), 'member-name', 'parts.A|house'],
    ['parts that sum to 0', mailCase.replace(/"parts": \{.*?\}/, '"parts": {"A": "0"}'), 'no-parts', 'parts'],
    ['no member at all', mailCase.replace(/"parts": \{.*?\}/, '"parts": {}'), 'no-parts', 'parts'],
    ['an unknown field', wrong('"minutes"', '"note": "", "minutes"'), 'unknown-field', 'note'],
    [
      'an unknown field of every object',
      wrong('"minutes"', '"__proto__": {}, "minutes"'),
      'unknown-field',
      '__proto__',
    ],
    ['a field given twice', wrong('"minutes"', '"minutes": 1, "minutes"'), 'field-given-twice', 'minutes'],
    ['a member given twice', wrong(partsOfA, `${partsOfA}, "A": "1"`), 'field-given-twice', 'parts.A'],
    ['parts as a list', mailCase.replace(/"parts": \{.*?\}/, '"parts": []'), 'not-an-object', 'parts'],
    ['usage as null', mailCase.replace(/"usage": .*$/, '"usage": null}'), 'not-an-object', 'usage'],
    ['a salt that is no text', wrong('"2025-10|v1|mail"', '2025'), 'not-a-text', 'salt'],
    ['half a pair of surrogates', wrong('"2025-10|v1|mail"', '"\\ud83c"'), 'not-utf-8', 'salt'],
    ['a list of cases', `[${mailCase}]`, 'not-an-object', 'json'],
    ['a number', '245', 'not-an-object', 'json'],
  ])('is refused for %s, in French and English, with the field', (_, text, code, field) => {
    const refusal = refusalOf(text);
    expect([refusal.code, refusal.field]).toEqual([code, field]);
    const sentences = [refusal.sentence('fr'), refusal.sentence('en')] as const;
    for (const sentence of sentences) expect(sentence).toContain(field);
    expect(refusal.message).toBe(sentences[1]);
    expect(sentences[0]).not.toBe(sentences[1]);
  });

  it.each(['salt', 'minutes', 'solidarity', 'drivers', 'cap', 'parts'])('is refused without %s', name => {
    const { [name]: _, ...rest } = JSON.parse(mailCase) as Record<string, unknown>;
    const { code, field } = refusalOf(JSON.stringify(rest));
    expect([code, field]).toEqual(['field-missing', name]);
  });

  it('may leave out usage alone', () => {
    const { usage: _, ...rest } = JSON.parse(mailCase) as Record<string, unknown>;
    expect(readCase(JSON.stringify(rest)).usage.size).toBe(0);
  });
});
