import { setFlagsFromString } from 'node:v8';

// What loading leaves behind would size the young generation for good. Held small until the work begins, the idle worker
// takes some 20 MB less; afterwards it grows with the work as usual.
setFlagsFromString('--semi-space-growth-factor=1');
await import('./start.js');
setFlagsFromString('--semi-space-growth-factor=2');
