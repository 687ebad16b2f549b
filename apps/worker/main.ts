import { setFlagsFromString } from 'node:v8';

// What loading leaves behind would size the young generation for good. Held small until the work begins, the idle worker
// takes some 20 MB less; afterwards it grows with the work as usual.
setFlagsFromString('--semi-space-growth-factor=1');
try {
  await (process.argv[2] === 'night' ? import('./night.js') : import('./start.js'));
} catch (error) {
  const { startSentence } = await import('@amie/config');
  process.stderr.write(`worker: ${startSentence(error)}\n`);
  process.exit(1);
}
setFlagsFromString('--semi-space-growth-factor=2');
