import { afterAll, beforeAll } from '@jest/globals';
import type { Connections } from '@amie/servers';
import { directoryWorld } from '../servers/directory-world.js';
import { newSlug } from '../servers/lab-drivers.js';
import { newUnit } from './directory-rig.js';
import { newConnections, runDirectory } from './people.js';

/** A member of the lab's directory that no other test has, and a worker's connections. */
export interface LabMember {
  readonly slug: string;
  readonly connections: Connections;
}

/** One for the tests of a file: there before the first, gone with all of its slug after the last. */
export function labMember(): LabMember {
  const slug = newSlug();
  const connections = newConnections();
  beforeAll(() => runDirectory(connections, newUnit(slug)));
  afterAll(async () => {
    connections[Symbol.dispose]();
    await directoryWorld.remove(slug);
  });
  return { slug, connections };
}
