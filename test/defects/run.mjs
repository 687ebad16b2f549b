// `npm run defects [-- W7 W24 …] [--json]`: puts each defect of defects.ts into a copy of the tree, alone, and expects
// the claim that guards against it to turn red. One line a defect; exit 1 when one survives. Node's own modules, and those
// of the lock file once they are there.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installPackages, node, root, say } from '../prepare.mjs';

const asked = process.argv.slice(2);
const isJson = asked.includes('--json');
const lines = asked.filter(word => /^W\d+$/.test(word));

installPackages();
const chosen = (await readTable()).filter(({ line }) => lines.length === 0 || lines.includes(line));
const copy = copyTree();
const sound = new Map();
const outcomes = [];
try {
  for (const defect of chosen) tell(tryOne(defect));
} finally {
  rmSync(copy, { recursive: true, force: true });
}
const survivors = outcomes.filter(({ outcome }) => outcome !== 'refused');
say(`${outcomes.length - survivors.length} of ${outcomes.length} defects refused`);
process.exit(survivors.length === 0 && outcomes.length > 0 ? 0 : 1);

async function readTable() {
  const { transformSync } = await import('@swc/core');
  const source = readFileSync(path.join(root, 'test/defects/defects.ts'), 'utf8');
  const { code } = transformSync(source, { swcrc: false, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } });
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).defects;
}

function copyTree() {
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-defects-'));
  const left = new Set(['node_modules', 'dist', '.git'].map(name => path.join(root, name)));
  cpSync(root, folder, { recursive: true, filter: file => !left.has(file) });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** `refused` only when the claim is green without the defect and red, by itself, with it. */
function tryOne({ file, find, replace, ...defect }) {
  const started = performance.now();
  const ended = (outcome, why) => ({
    ...defect,
    file,
    outcome,
    ...(why && { why }),
    seconds: Math.round((performance.now() - started) / 100) / 10,
  });
  const { is } = soundOutcome(defect);
  if (is !== 'green') return ended('untold', `the claim is ${is} without the defect`);
  const place = path.join(copy, file);
  const before = readFileSync(place, 'utf8');
  if (before.split(find).length !== 2) return ended('untold', 'its text is not there once');
  writeFileSync(
    place,
    before.replace(find, () => replace),
  );
  try {
    const found = claimOutcome(defect);
    if (found.is === 'red') return ended('refused', found.why);
    return found.is === 'green' ? ended('survived') : ended('untold', 'the claim is not told with the defect');
  } finally {
    writeFileSync(place, before);
  }
}

function soundOutcome(defect) {
  if (defect.spec.endsWith('.py')) return pythonOutcome(defect);
  const key = defect.isStory ? defect.spec : `${defect.spec} ${defect.claim}`;
  if (!sound.has(key)) sound.set(key, jestResults(defect));
  return outcomeIn(sound.get(key), defect.claim);
}

function claimOutcome(defect) {
  return defect.spec.endsWith('.py') ? pythonOutcome(defect) : outcomeIn(jestResults(defect), defect.claim);
}

/** The claims that were tried: the one asked for, or all of its spec when it stands on others. */
function jestResults({ spec, claim, isStory = false }) {
  const report = path.join(copy, 'report.json');
  rmSync(report, { force: true });
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const project = /^test\/(medium|e2e|faults)\//.exec(spec)?.[1].replace('faults', 'e2e') ?? 'unit';
  const options = ['--selectProjects', project, '--runInBand', '--runTestsByPath', spec];
  const only = isStory ? [] : ['-t', claim.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')];
  const output = ['--json', `--outputFile=${report}`, '--forceExit'];
  spawnSync(node, [...flags, 'node_modules/jest/bin/jest.js', ...options, ...only, ...output], {
    cwd: copy,
    stdio: 'ignore',
  });
  return resultsIn(report);
}

/** None when jest did not get as far as to tell. */
function resultsIn(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch {
    return [];
  }
}

/** A spec that does not even start says nothing about a claim. */
function outcomeIn(results, claim) {
  const told = results.filter(({ title }) => title.startsWith(claim));
  const red = told.find(({ status }) => status === 'failed');
  if (red) return { is: 'red', why: plain(red.failureMessages[0] ?? '') };
  return { is: told.some(({ status }) => status === 'passed') ? 'green' : 'not told' };
}

/** What a failed claim says, on one line, without colours and places. */
function plain(message) {
  // oxlint-disable-next-line no-control-regex
  const text = message.replaceAll(/\u001b\[[0-9;]*m/g, '').replace(/\n +at [^]*$/, '');
  return text.replaceAll(/\s+/g, ' ').slice(0, 300);
}

function pythonOutcome({ spec, claim }) {
  const folder = path.join(copy, 'ansible/agent');
  const name = path.basename(spec, '.py');
  const { status, stderr } = spawnSync('python3', ['-B', '-m', 'unittest', '-k', claim, `tests.${name}`], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (!/^Ran [1-9]/m.test(stderr)) return { is: 'not told' };
  return status === 0 ? { is: 'green' } : { is: 'red', why: /^AssertionError.*$/m.exec(stderr)?.[0] };
}

function tell(outcome) {
  outcomes.push(outcome);
  if (isJson) return process.stdout.write(`${JSON.stringify(outcome)}\n`);
  const { line, defect, spec, claim, seconds, why } = outcome;
  const words = { refused: 'refused', survived: 'SURVIVED', untold: `UNTOLD, ${why}` }[outcome.outcome];
  process.stdout.write(`${line.padEnd(4)}${words}: ${defect} (${spec}, "${claim}", ${seconds} s)\n`);
}
