import { describe, expect, it } from '@jest/globals';
import { thingName } from './things.js';
import { sayIn } from './words.js';

describe('what people read of a thing', () => {
  it.each([
    ['mailbox/la-recre/marie.dupont', 'boîte mail marie.dupont (la-recre)'],
    ['unit/la-recre', 'association la-recre'],
    ['song/la-recre/x', 'song/la-recre/x'],
    ['', ''],
  ])('%s is « %s »', (key, name) => {
    expect(thingName(key, sayIn('fr'))).toBe(name);
  });
});
