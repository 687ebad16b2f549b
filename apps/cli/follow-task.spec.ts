import { describe, expect, it } from '@jest/globals';
import { readTaskEvent } from './follow-task.js';
import { fit } from './progress.js';
import { failureLines } from './task-end.js';

describe('an event of a task', () => {
  it('is read from the stream', () => {
    const data = JSON.stringify({
      n: 3,
      code: 'resource-ready',
      text: 'Ready',
      params: { key: 'mailbox/recre/marie' },
    });
    expect(readTaskEvent({ id: '3', event: 'resource-ready', data })).toEqual({
      code: 'resource-ready',
      text: 'Ready',
      params: { key: 'mailbox/recre/marie' },
    });
  });

  it('of a newer API that cannot be read stops nothing', () => {
    expect(readTaskEvent({ event: 'resource-sung', data: '<song/>' }).code).toBe('resource-sung');
  });
});

describe('the bar', () => {
  it.each([
    ['Ajout de 25 personnes', 80],
    ['Nouvelle personne : Marie-Antoinette Dupont-Durand (marie-antoinette.dupont-durand@recre.test)', 80],
    ['Ajout de 10 000 personnes', 40],
  ])('for "%s" fits in %d columns', (title, columns) => {
    const [name, barsize] = fit(title, columns);
    expect(name.length + barsize + ' 10000/10000 1h59m59s'.length).toBeLessThanOrEqual(columns);
  });
});

describe('what failed', () => {
  it('is told once per cause, with the way out and the code, under the things it concerns', () => {
    const down = {
      code: 'server-unreachable',
      title: 'The server does not answer.',
      detail: 'mail1',
      action: 'Start it.',
    };
    const failures = ['a', 'b', 'c', 'd', 'e', 'f'].map(key => ({ ...down, key }));
    expect(failureLines({ failures })).toEqual([
      '  a, b, c, d … (+2)\n    The server does not answer. mail1\n    Start it.\n    (server-unreachable)',
    ]);
  });
});
