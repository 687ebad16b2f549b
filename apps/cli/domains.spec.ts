import { describe, expect, it } from '@jest/globals';
import { linesText } from './domains.js';
import { sayIn } from './words.js';

const lines = [
  { purpose: 'mx', name: 'recre.test', type: 'MX', value: '10 mail.amie.test.', isOptional: false },
  { purpose: 'proof', name: '_amie.recre.test', type: 'TXT', value: 'amie-proof=abc', isOptional: false },
];

describe('the DNS lines to publish', () => {
  it('are lines of a zone file, one each', () => {
    expect(linesText(lines).split('\n')).toEqual([
      'recre.test.       IN MX  10 mail.amie.test.',
      '_amie.recre.test. IN TXT "amie-proof=abc"',
    ]);
  });

  it('say behind a comment sign what is live, so that they can be copied whole', () => {
    const live = [
      { ...lines[0]!, isPublished: 'yes' as const, found: [] },
      { ...lines[1]!, isPublished: 'no' as const, found: ['old'] },
    ];
    expect(
      linesText(live, sayIn('en'))
        .split('\n')
        .map(line => line.split(';').slice(1).join(';').trim()),
    ).toEqual(['live', 'to publish; there is old']);
  });
});
