import { expect, test } from '@jest/globals';
import { newDesired } from '../../test/factories/desired.js';
import type { Action, Change } from './contract.js';
import { summarise } from './summarise.js';

const change = (action: Action, kind: string): Change => ({
  action,
  desired: newDesired({ key: `${kind}/blue/ada`, kind }),
  found: undefined,
  fields: [],
});

test('a plan counts per kind and action, kinds in the order of the plan', () => {
  const plan = [
    change('restore', 'account'),
    change('create', 'account'),
    change('create', 'mailbox'),
    change('create', 'account'),
    change('purge', 'mailbox'),
  ];
  const summary = summarise(plan);
  expect(summary).toEqual({ account: { restore: 1, create: 2 }, mailbox: { create: 1, purge: 1 } });
  expect(Object.keys(summary)).toEqual(['account', 'mailbox']);
  expect(summarise([])).toEqual({});
});
