import { setFlagsFromString } from 'node:v8';

// Most of the day nobody asks anything: small code and a heap kept small while it loads save some 40 MB, measured. Set
// before anything else is loaded, hence the import below.
setFlagsFromString('--optimize-for-size');
process.setSourceMapsEnabled(false);

try {
  const { start } = await import('./start.js');
  await start();
  // From here on, an import of thousands should not be collected after every few megabytes.
  setFlagsFromString('--no-optimize-for-size');
} catch (error) {
  const { startSentence } = await import('@amie/config');
  process.stderr.write(`api: ${startSentence(error)}\n`);
  process.exit(1);
}
