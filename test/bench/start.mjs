// `npm run bench [-- name…]`: one JSON object per line on standard output. Node's own modules only.
import path from 'node:path';
import { build, installPackages, node, requireDebianRoot, root, run, say, startLab, stopLab } from '../prepare.mjs';

requireDebianRoot();
installPackages();
build();
// These measure the database alone.
const withoutLab = ['night', 'fold', 'explain'];
const asked = process.argv.slice(2);
const needsLab = asked.length === 0 || asked.some(name => !withoutLab.includes(name));
if (needsLab) {
  say('starting the lab');
  if (!(await startLab())) process.exit(1);
}
const code = await run(node, ['--enable-source-maps', path.join(root, 'dist/test/bench/run.js'), ...asked]);
if (needsLab) await stopLab();
process.exit(code);
