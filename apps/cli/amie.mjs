#!/usr/bin/env node
// Starts the compiled CLI with the Node that came with the packages, when this one is older than it needs.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
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
  const child = spawn(bundled, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // What we are asked, it is asked: `amie up` stops in order before we end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', error => {
    process.stderr.write(`${bundled} does not start (${error.code}): run \`npm install\`.\n`);
    process.exit(2);
  });
  child.once('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
