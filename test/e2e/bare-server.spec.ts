import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Lab, lab } from '../lab/lab-client.js';
import { projectRoot } from '../support/project-root.js';

describe('ansible', () => {
  const bare = new Lab({
    prefix: 'bare',
    net: '198.18.40',
    dir: '/var/lib/amie-lab-bare',
    layers: lab.settings.layers,
    from: 'bare',
  });
  const environment = {
    ...process.env,
    LAB_PREFIX: 'bare',
    LAB_NET: '198.18.40',
    LAB_DIR: bare.settings.dir,
    LAB_FROM: 'bare',
    LAB_LAYERS: lab.settings.layers,
  };
  const configure = () =>
    execFileSync(path.join(projectRoot, 'test/lab/lab'), ['configure'], {
      env: environment,
      encoding: 'utf8',
      maxBuffer: 64 << 20,
    });

  beforeAll(() => bare.up(['dir1', 'mail1', 'out1', 'web1', 'backup1']), 180_000);
  afterAll(() => bare.destroy(), 60_000);

  it('makes a bare Debian 12 ours', () => {
    expect(configure()).not.toMatch(/(?:failed|unreachable)=[1-9]/);
  }, 480_000);

  it('finds nothing to change the second time', () => {
    const recap = configure();
    expect(recap).toMatch(/changed=0/);
    expect(recap).not.toMatch(/(?:changed|failed|unreachable)=[1-9]/);
  }, 300_000);
});
