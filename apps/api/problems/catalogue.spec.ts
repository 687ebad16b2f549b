import { describe, expect, it } from '@jest/globals';
import { reconcileProblemCodes } from '@amie/reconcile';
import { problemCodes } from '@amie/values';
import { serviceProblemCodes } from '../../../libs/services/problem-codes.js';
import { catalogue, findRow, type ProblemCode } from './catalogue.js';
import { Problem } from './problem.js';
import { renderFieldProblem, renderProblem, textOf } from './render.js';

const rows = Object.entries(catalogue);

describe('the catalogue of problems', () => {
  it('has a row for every code a value, a driver or the reconciler can give', () => {
    const codes = [...problemCodes, ...serviceProblemCodes, ...reconcileProblemCodes];
    expect(codes.filter(code => findRow(code) === undefined)).toEqual([]);
  });

  it('says in both languages what happened and what to do', () => {
    const silent = rows.filter(([, row]) =>
      [row.fr, row.en].some(text => [text.title, text.detail, text.action].some(words => words.trim() === '')),
    );
    expect(silent.map(([code]) => code)).toEqual([]);
  });

  it('names the same parameters in both languages', () => {
    const named = (texts: object) => [...new Set(JSON.stringify(texts).match(/\{[a-zA-Z]+\}/g) ?? [])].sort();
    const uneven = rows.filter(([, row]) => named(row.fr).join() !== named(row.en).join());
    expect(uneven.map(([code]) => code)).toEqual([]);
  });

  it('uses the words people use', () => {
    // A word inside the name of a command is that command's.
    const banned = /(?<!-)\b(?:tenant|quota|alias|job|worker|LDAP|OK)\b(?!-)/;
    const offending = rows.filter(([, row]) =>
      [row.fr, row.en].some(text => banned.test(Object.values(text).join(' '))),
    );
    expect(offending.map(([code]) => code)).toEqual([]);
  });

  it('answers with a status of a refusal or a failure', () => {
    expect(rows.filter(([, row]) => row.status < 400 || row.status > 599)).toEqual([]);
  });
});

describe('a rendered problem', () => {
  it('keeps French typography: no-break spaces inside guillemets and before two-part signs', () => {
    const text = renderProblem(new Problem('address-taken', { value: 'a@b.test' }), 'fr', '/x');
    expect(text.detail).toBe('«\u00a0a@b.test\u00a0» est déjà utilisée. Rien n’a été créé.');
  });

  it('shows a code without a row as it is, rather than nothing', () => {
    expect(textOf('from-the-future', 'en')).toEqual({ title: 'from-the-future', detail: '', action: '' });
    expect(textOf('toString', 'en').title).toBe('toString');
  });

  it('of one row says nothing of the whole: other rows are created all the same', () => {
    for (const [code] of rows) {
      for (const language of ['fr', 'en'] as const) {
        const { detail } = renderFieldProblem({ code: code as ProblemCode, row: 2 }, language);
        expect([code, /Rien n’a été (?:créé|changé)\.|Nothing was (?:created|changed)\./.test(detail)]).toEqual([
          code,
          false,
        ]);
      }
    }
  });

  it('never leaves a parameter unfilled', () => {
    for (const code of Object.keys(catalogue) as ProblemCode[]) {
      for (const language of ['fr', 'en'] as const) {
        const { title, detail, action } = renderProblem(new Problem(code), language, '/');
        expect([code, `${title}${detail}${action}`.includes('{')]).toEqual([code, false]);
      }
    }
  });
});
