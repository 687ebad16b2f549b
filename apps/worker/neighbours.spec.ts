import type { CarryingServer } from '@amie/database';
import { expect, test } from '@jest/globals';
import { withNeighbours } from './neighbours.js';

const newServer = (name: string, services: string[]): CarryingServer => ({
  id: name,
  name,
  address: `${name}.test`,
  hostKey: `key of ${name}`,
  services,
  settings: {},
});
const servers = [newServer('dir1', ['directory']), newServer('mail1', ['mail']), newServer('all1', ['web', 'mail'])];
const backup = newServer('backup1', ['backup']);

test('a backup server is told of every server that hosts something to back up, and of no other', () => {
  const { settings } = withNeighbours('backup', backup, [backup, ...servers]);
  expect(settings).toEqual({
    sources: [
      { name: 'mail1', address: 'mail1.test', hostKey: 'key of mail1' },
      { name: 'all1', address: 'all1.test', hostKey: 'key of all1' },
    ],
  });
});

test('a server that works alone stays as its row says', () => {
  expect(withNeighbours('directory', servers[0]!, servers)).toBe(servers[0]);
});
