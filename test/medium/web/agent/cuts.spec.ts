import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { removeSites } from './agent-of-web.js';

jest.setTimeout(120_000);

const site = 'w99961';
const program = readFileSync(path.join(import.meta.dirname, 'cuts.py'), 'utf8');

beforeAll(() => lab.up(['out1', 'web1']));
afterAll(() => removeSites([site]));

test('a site lets in nobody else after a power cut at any step, and is right once the change is repeated', async () => {
  // Every step takes a minute; these leave out some of them.
  const strides = JSON.stringify({ change: 3, leave: 2 });
  const said = await lab.exec('web1', ['python3', '-c', program, site, 'coupe.asso.test'], { stdin: strides });
  const { changed, left, wrong } = JSON.parse(said);
  expect(wrong).toEqual([]);
  expect(changed).toBeGreaterThan(20);
  expect(left).toBeGreaterThan(10);
});
