// `npm test`: checks, unit tests, the agent's tests, then medium, e2e and fault tests on the lab. Closes with one line,
// `N passed, N failed`. Node's own modules only; what is missing is installed, and said.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  build,
  installDebianPackages,
  installPackages,
  node,
  requireDebianRoot,
  run,
  say,
  startLab,
  stopLab,
} from './prepare.mjs';

const totals = { passed: 0, failed: 0 };

requireDebianRoot();
installPackages();
installDebianPackages(['docker-compose', 'redis-server']);
say('starting the lab in the background');
const labIsReady = startLab();
for (const check of ['format', 'lint', 'imports', 'types'])
  await step(`check:${check}`, 'npm', ['run', '--silent', `check:${check}`]);
await step('compose file', 'docker-compose', ['config', '--quiet']);
build();
await jest('unit', ['--maxWorkers=2']);
await step('agent', 'python3', ['-m', 'unittest', 'discover', '-s', 'ansible/agent/tests', '-t', 'ansible/agent']);
if (await labIsReady) {
  await jest('medium', ['--runInBand']);
  await jest('e2e', ['--runInBand']);
} else {
  totals.failed += 1;
  say('the lab did not start: medium and e2e tests were not run');
}
await stopLab();
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exit(totals.failed === 0 ? 0 : 1);

async function step(name, command, args) {
  const code = await run(command, args, { stdio: ['ignore', 2, 2] });
  totals[code === 0 ? 'passed' : 'failed'] += 1;
  say(`${name}: ${code === 0 ? 'passed' : 'failed'}`);
}

async function jest(project, args) {
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-jest-'));
  const report = path.join(folder, 'report.json');
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const options = ['--selectProjects', project, '--json', `--outputFile=${report}`, '--forceExit', ...args];
  const code = await run(node, [...flags, 'node_modules/jest/bin/jest.js', ...options], {
    stdio: ['ignore', 'ignore', 2],
  });
  count(report, code);
  rmSync(folder, { recursive: true, force: true });
  say(`${project}: ${totals.passed} passed, ${totals.failed} failed so far`);
}

/** A suite that could not even start counts as failed; so does a run that left no report. */
function count(report, code) {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    totals.passed += numPassedTests;
    totals.failed += numFailedTests + numRuntimeErrorTestSuites;
    if (code !== 0 && numFailedTests + numRuntimeErrorTestSuites === 0) totals.failed += 1;
  } catch {
    totals.failed += 1;
  }
}
