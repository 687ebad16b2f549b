import { describe, expect, test } from '@jest/globals';
import { ServiceError, StaleEpochError } from '@amie/reconcile';
import fc from 'fast-check';
import { readAnswer, refusal } from './agent-protocol.js';

describe('an answer of the agent', () => {
  test('is read when it is to the request that was sent', () => {
    expect(readAnswer('{"id":7,"ok":true,"items":[]}\n', 7)).toEqual({ id: 7, ok: true, items: [] });
  });

  test('to another request is no answer', () => {
    expect(() => readAnswer('{"id":6,"ok":true}', 7)).toThrow('agent-unreadable');
  });

  test('that is anything else is refused as unreadable, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), line => {
        fc.pre(!/"ok"/.test(line));
        expect(() => readAnswer(line, 1)).toThrow('agent-unreadable');
      }),
    );
  });

  test('that refuses an older lease says so, with the epoch the server has seen', () => {
    const error = refusal('mail.purge', { code: 'stale-epoch', lastEpoch: '43' });
    expect(error).toBeInstanceOf(StaleEpochError);
    expect(error.detail).toContain('43');
  });

  test.each([
    ['bad-request', 'agent-bad-request', true],
    ['unknown-verb', 'agent-bad-request', true],
    ['bad-value', 'agent-bad-request', true],
    ['busy', 'agent-busy', false],
    ['failed', 'agent-failed', false],
    ['something new', 'agent-failed', false],
  ])('%s means %s', (code, expected, isTerminal) => {
    const error = refusal('mail.purge', { code });
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ code: expected, isTerminal });
  });
});
