// `npm run bench [-- name…]`: one JSON object per line on standard output. Node's own modules only.
import path from 'node:path';
import { build, installPackages, node, requireDebianRoot, root, run, say, startLab, stopLab } from '../prepare.mjs';

requireDebianRoot();
installPackages();
build();
say('starting the lab');
if (!(await startLab())) process.exit(1);
const code = await run(node, [
  '--enable-source-maps',
  path.join(root, 'dist/test/bench/run.js'),
  ...process.argv.slice(2),
]);
await stopLab();
process.exit(code);
