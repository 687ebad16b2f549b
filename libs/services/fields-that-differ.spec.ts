import { describe, expect, test } from '@jest/globals';
import { fieldsThatDiffer } from './fields-that-differ.js';

describe('settings', () => {
  const redirects = [
    { from: '/a', to: '/b', isPermanent: true },
    { from: '/c', to: '/d', isPermanent: false },
  ];

  test('are alike in whatever order a list, or the fields of its items, come back', () => {
    const back = [
      { isPermanent: false, to: '/d', from: '/c' },
      { isPermanent: true, to: '/b', from: '/a' },
    ];
    expect(fieldsThatDiffer({ redirects }, { redirects: back })).toEqual([]);
  });

  test('differ by the least of what is inside', () => {
    const [first, second] = redirects;
    expect(fieldsThatDiffer({ redirects }, { redirects: [first, { ...second, isPermanent: true }] } as never)).toEqual([
      'redirects',
    ]);
    expect(fieldsThatDiffer({ n: null }, {} as never)).toEqual(['n']);
    expect(fieldsThatDiffer({ n: undefined }, {} as never)).toEqual([]);
  });
});
