// `npm run demo`: a new member's mailboxes, from a pasted list to mail that works. Node's own modules only; the rest is
// installed from here, and said. The story itself is story.ts.
import path from 'node:path';
import { build, installPackages, node, requireDebianRoot, root, run, say, startLab } from '../prepare.mjs';

requireDebianRoot();
const started = Date.now();
installPackages();
build();
say('starting the lab (the first time it builds five Debian servers: two to three minutes)');
if (!(await startLab())) process.exit(1);
const story = path.join(root, 'dist/test/demo/story.js');
process.exit(await run(node, ['--enable-source-maps', story, `--started=${started}`, ...process.argv.slice(2)]));
