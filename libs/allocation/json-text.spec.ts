import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CaseError } from './case-error.js';
import { type Json, jsonOf, readJson, WrittenNumber } from './json-text.js';

/** As JSON.parse would give it: for comparison alone. */
function plain(json: Json): unknown {
  if (json instanceof WrittenNumber) return JSON.parse(json.text);
  if (json instanceof Map) return Object.fromEntries(Array.from(json, ([name, item]) => [name, plain(item as Json)]));
  return Array.isArray(json) ? json.map(item => plain(item as Json)) : json;
}

const refusalOf = (text: string): CaseError => {
  try {
    readJson(text);
  } catch (error) {
    return error as CaseError;
  }
  throw new Error(`${text} was read`);
};

describe('a JSON text', () => {
  it('is read as JSON.parse reads it, whatever the layout', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(plain(readJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is refused wherever JSON.parse refuses it', () => {
    const text = fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:0123.eE+-\\un tfa\n')) });
    fc.assert(
      fc.property(text, given => {
        expect(accepts(() => readJson(given))).toBe(accepts(() => JSON.parse(given)) && !isGivenTwice(given));
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps members in the order of the text, under any name', () => {
    const text = '{"10": 1, "9": 2, "b": 3, "__proto__": 4, "constructor": 5, "": 6}';
    expect([...(readJson(text) as Map<string, Json>).keys()]).toEqual(['10', '9', 'b', '__proto__', 'constructor', '']);
  });

  it.each(['245.0', '1e3', '-0', '9007199254740993', '1E-400'])('keeps the number %s as it is written', text => {
    expect(readJson(text)).toEqual(new WrittenNumber(text));
  });

  it.each<[string, string, number]>([
    ['nothing', '', 1],
    ['a comma too many in an object', '{"a": 1,}', 9],
    ['a comma too many in a list', '[1,]', 4],
    ['no comma', '[1 2]', 4],
    ['a name without quotes', '{a: 1}', 2],
    ['single quotes', "{'a': 1}", 2],
    ['a comment', '{} // end', 4],
    ['two texts', '{} {}', 4],
    ['an open text', '["a', 2],
    ['an open text that ends with a backslash', '"a\\"', 1],
    ['a raw end of line in a text', '"a\nb"', 1],
    ['an escape that is none', '"\\x41"', 1],
    ['a zero in front', '01', 2],
    ['a plus sign', '+1', 1],
    ['a bare point', '.5', 1],
    ['NaN', 'NaN', 1],
    ['Infinity', '-Infinity', 1],
    ['a blank that JSON does not know', '\u00a01', 1],
    ['a word in capitals', 'True', 1],
  ])('is refused for %s, with the place', (_, text, place) => {
    expect(refusalOf(text)).toMatchObject({ code: 'not-json', field: 'json', place });
    expect(refusalOf(text).sentence('fr')).toContain(`${place}`);
  });

  it('is refused when it is nested deeper than any case, instead of breaking the stack', () => {
    expect(refusalOf('['.repeat(100_000)).code).toBe('not-json');
    expect(readJson(`${'['.repeat(32)}${']'.repeat(32)}`)).toBeInstanceOf(Array);
  });

  it('is refused when a field is given twice, however the name is written', () => {
    expect(refusalOf('{"parts": {"A": "1", "B": "2", "\\u0041": "3"}}')).toMatchObject({
      code: 'field-given-twice',
      field: 'parts.A',
    });
  });
});

describe('JSON that was read already', () => {
  it('is taken as the text it would be', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(plain(jsonOf(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    expect(jsonOf(245n)).toEqual(new WrittenNumber('245'));
  });

  it.each([undefined, () => 0, Symbol('a')])('is refused where it is no JSON (%p)', value => {
    expect(() => jsonOf({ parts: [value] })).toThrow(CaseError);
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

/** The one refusal that JSON.parse does not know. */
function isGivenTwice(text: string): boolean {
  try {
    readJson(text);
    return false;
  } catch (error) {
    return error instanceof CaseError && error.code === 'field-given-twice';
  }
}
