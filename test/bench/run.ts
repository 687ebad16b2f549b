// Runs the benchmarks named on the command line, or all of them, each on servers and a platform of its own.
import { lab } from '../lab/lab-client.js';
import { activation } from './activation.js';
import { agentCall } from './agent-call.js';
import { explain } from './explain.js';
import { fairness } from './fairness.js';
import type { Figure } from './figure.js';
import { fold } from './fold.js';
import { idleMemory } from './idle-memory.js';
import { laneSize } from './lane-size.js';
import { mailboxLatency } from './mailbox-latency.js';
import { mailboxThroughput } from './mailbox-throughput.js';
import { meters } from './meters.js';
import { night } from './night.js';
import { stopYear } from './readings-rig.js';
import { restore } from './restore.js';
import { type Rig, startRig } from './rig.js';
import { siteLatency } from './site-latency.js';
import { sitesBatch } from './sites-batch.js';

const benches: Readonly<Record<string, (rig: Rig) => Promise<Figure>>> = {
  'idle-memory': idleMemory,
  'mailbox-latency': mailboxLatency,
  activation,
  'lane-size': laneSize,
  fairness,
  'mailbox-throughput': mailboxThroughput,
  'site-latency': siteLatency,
  'sites-batch': sitesBatch,
  'agent-call': agentCall,
  restore,
  meters,
};

/** Those of the database alone need no lab, and tell several figures of what they built. */
const withoutLab: Readonly<Record<string, () => Promise<readonly Figure[]>>> = { night, fold, explain };

const asked = process.argv.slice(2);
const names = [...Object.keys(benches), ...Object.keys(withoutLab)];
const unknown = asked.filter(name => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`no such benchmark: ${unknown.join(', ')}. There are: ${names.join(', ')}\n`);
  process.exit(2);
}

let failed = 0;
for (const [name, bench] of Object.entries(withoutLab)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    for (const figure of await bench()) process.stdout.write(`${JSON.stringify(figure)}\n`);
  } catch (error) {
    failed += 1;
    process.stderr.write(`${name}: ${(error as Error).stack}\n`);
  }
}
await stopYear();
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  await lab.reset();
  const rig = await startRig();
  try {
    process.stdout.write(`${JSON.stringify(await bench(rig))}\n`);
  } catch (error) {
    failed += 1;
    process.stderr.write(`${name}: ${(error as Error).stack}\n`);
  }
  await rig.platform.stop();
}
process.exit(failed === 0 ? 0 : 1);
