// `npm run bench [-- name…]`: one JSON object per line on standard output. Node's own modules only.
import path from 'node:path';
import { build, installPackages, node, requireDebianRoot, root, run, say } from '../prepare.mjs';

requireDebianRoot();
installPackages();
build();
say('starting the lab');
const lab = path.join(root, 'test/lab/lab');
if ((await run(lab, ['up'], { stdio: ['ignore', 2, 2] })) !== 0) process.exit(1);
const code = await run(node, [
  '--enable-source-maps',
  path.join(root, 'dist/test/bench/run.js'),
  ...process.argv.slice(2),
]);
await run(lab, ['down'], { stdio: ['ignore', 2, 2] });
process.exit(code);
