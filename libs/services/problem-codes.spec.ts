import { expect, test } from '@jest/globals';
import { reconcileProblemCodes } from '@amie/reconcile';
import { serverProblemCodes } from '@amie/servers';
import { serviceProblemCodes } from './problem-codes.js';

test('every code of a server or of the reconciler has a row here', () => {
  const known: readonly string[] = serviceProblemCodes;
  const used = [...serverProblemCodes, ...reconcileProblemCodes];
  expect(used.filter(code => !known.includes(code))).toEqual([]);
});

test('no code is listed twice', () => {
  expect(new Set(serviceProblemCodes).size).toBe(serviceProblemCodes.length);
});
