#!/usr/bin/env node
// Starts the compiled CLI with the Node that came with the packages, when this one is older than it needs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const main = path.join(root, 'dist/apps/cli/main.js');
const bundled = path.join(root, 'node_modules/.bin/node');
if (!existsSync(main)) {
  process.stderr.write('amie is not built yet: run `npm install`, then `npm run build`.\n');
  process.exit(2);
}
if (Number(process.versions.node.split('.')[0]) >= 24) await import(main);
else {
  const { status } = spawnSync(bundled, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
