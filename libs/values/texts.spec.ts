import { describe, expect, it } from '@jest/globals';
import { parseDisplayText, parsePersonName, printable, csvCell } from './index.js';

describe("a person's name", () => {
  it.each([
    ['Élodie', 'Élodie'],
    ['E\u0301lodie', 'Élodie'],
    ['  Jean \u00a0 Paul ', 'Jean Paul'],
    ["d'Artagnan", "d'Artagnan"],
    ['’t Hooft', '’t Hooft'],
    ['Le Goff-Kerouédan Jr.', 'Le Goff-Kerouédan Jr.'],
    ['Владимир', 'Владимир'],
    ['李小龙', '李小龙'],
    ['Gal·la', 'Gal·la'],
  ])('%j is kept as %j', (input, expected) => {
    expect(parsePersonName(input)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['Marie\n', 'name-control-character'],
    ['Ma\0rie', 'name-control-character'],
    ['Ma\u200brie', 'name-control-character'],
    ['\u202eeiraM', 'name-control-character'],
    ['Ma\u3164rie', 'name-control-character'],
    ['Marie\ud800', 'name-control-character'],
    ['Marie "Mimi"', 'name-bad-character'],
    ['<b>Marie</b>', 'name-bad-character'],
    ['../Marie', 'name-bad-character'],
    ['Marie;Dupont', 'name-bad-character'],
    ['cn=Marie', 'name-bad-character'],
    ['Marie2', 'name-bad-character'],
    ['-Marie', 'name-without-letter'],
    ['.', 'name-without-letter'],
    ['\u0301', 'name-without-letter'],
    [' ', 'empty'],
    ['é'.repeat(81), 'name-too-long'],
    [`A${' '.repeat(100_000)}B`, 'name-too-long'],
  ])('%j is refused: %s', (input, code) => {
    expect(parsePersonName(input)).toMatchObject({ ok: false, problem: { code } });
  });

  it('may be 80 letters long, however they are encoded', () => {
    expect(parsePersonName('e\u0301'.repeat(80)).ok).toBe(true);
  });
});

describe('a text to display', () => {
  it('keeps quotes and signs, on one line', () => {
    expect(parseDisplayText(' La "Récré" <1 & 2> ')).toEqual({ ok: true, value: 'La "Récré" <1 & 2>' });
    expect(parseDisplayText('a\nb')).toMatchObject({ problem: { code: 'text-control-character' } });
    expect(parseDisplayText('x'.repeat(121))).toMatchObject({ problem: { code: 'text-too-long' } });
  });
});

describe('a printable excerpt', () => {
  it('shows invisible characters and is short', () => {
    expect(printable('a\n\u202eb')).toBe('a\\u{a}\\u{202e}b');
    expect(printable('é'.repeat(100_000), 5)).toBe('ééééé…');
  });
});

describe('a cell of an export', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+33 6', "'+33 6"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-2', "'-2"],
    [' =1+1', "' =1+1"],
    ['\t=1', '"\'\t=1"'],
    ['a;b', '"a;b"'],
    ['a "b"', '"a ""b"""'],
    ['a\nb', '"a\nb"'],
    ['Élodie', 'Élodie'],
  ])('%j is written %j', (text, expected) => {
    expect(csvCell(text)).toBe(expected);
  });

  it('leaves a number a number', () => {
    expect(csvCell(-2)).toBe('-2');
  });
});
