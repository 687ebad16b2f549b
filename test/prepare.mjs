// Makes a fresh clone runnable, with Node's own modules only: `npm run demo`, `npm test` and `npm run bench` start here.
// It installs the locked packages when they are missing or older than the lock, builds, and says what it does.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export const node = path.join(root, 'node_modules/.bin/node');

const started = performance.now();

/** One line of progress on standard error, with the seconds since the start. */
export function say(text) {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  process.stderr.write(`${seconds} s  ${text}\n`);
}

/** Stops with one sentence when this machine cannot carry the lab. */
export function requireDebianRoot() {
  if (process.platform !== 'linux' || !existsSync('/etc/debian_version')) {
    stop('This needs Debian 12: the lab boots real Debian servers on this machine.');
  }
  if (process.getuid() !== 0) {
    stop('This needs root: the lab makes network namespaces, mounts and cgroups for its servers. Try again with sudo.');
  }
}

export function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

/** Installs the packages of the lock file, once for each lock file. */
export function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules/.amie-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('installing the packages of package-lock.json (a minute or two, once)');
  runQuietly('npm', ['install', '--no-audit', '--no-fund', '--no-save']);
  writeFileSync(stamp, lock);
  say('packages installed');
}

/** Installs Debian packages that are missing. */
export function installDebianPackages(names) {
  const missing = names.filter(name => spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  say(`installing from Debian: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (spawnSync('apt-cache', ['show', missing[0]], { stdio: 'ignore' }).status !== 0)
    runQuietly('apt-get', ['update'], env);
  const install = ['install', '-y', '--no-install-recommends', ...missing];
  if (spawnSync('apt-get', install, { stdio: 'ignore', env }).status === 0) return;
  runQuietly('apt-get', ['update'], env);
  runQuietly('apt-get', install, env);
}

/** Compiles the product and its test equipment into dist/. */
export function build() {
  runQuietly('npm', ['run', '--silent', 'build']);
  say('built');
}

/** Runs a command, showing its output only when it fails. */
export function runQuietly(command, args, env = process.env) {
  try {
    execFileSync(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    process.stderr.write(`${error.stdout ?? ''}${error.stderr ?? ''}`);
    stop(`${command} ${args.join(' ')} failed; its output is above.`);
  }
}

/** Runs a command in the foreground and answers its exit code; the terminal's signals reach it. */
export function run(command, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

const lab = path.join(root, 'test/lab/lab');
const quietly = { stdio: ['ignore', 2, 2] };

/** Boots the lab's servers as they were first configured, whatever an earlier run left on them; answers whether it could. */
export async function startLab() {
  await run(lab, ['down'], quietly);
  return (await run(lab, ['up'], quietly)) === 0;
}

/** Ends the lab's servers and wipes what they wrote. */
export async function stopLab() {
  await run(lab, ['down'], quietly);
}
