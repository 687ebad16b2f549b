import { chownSync, readFileSync } from 'node:fs';

/** Identity a child is started with; empty means our own. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

/** PostgreSQL refuses to run as root: `postgres` of the machine, else `nobody`. Our own identity when we are not root. */
export function chooseAccount(passwd = readFileSync('/etc/passwd', 'utf8')): RunAs {
  if (process.getuid?.() !== 0) return {};
  const found = accountIn(passwd, 'postgres') ?? accountIn(passwd, 'nobody');
  if (!found) throw new Error('PostgreSQL cannot run as root, and this machine has neither `postgres` nor `nobody`');
  return found;
}

/** Gives a file or folder to the account; does nothing when it is our own. */
export function giveTo(runAs: RunAs, file: string): void {
  if (runAs.uid !== undefined && runAs.gid !== undefined) chownSync(file, runAs.uid, runAs.gid);
}

function accountIn(passwd: string, name: string): RunAs | undefined {
  const fields = passwd
    .split('\n')
    .find(line => line.startsWith(`${name}:`))
    ?.split(':');
  return fields ? { uid: Number(fields[2]), gid: Number(fields[3]) } : undefined;
}
