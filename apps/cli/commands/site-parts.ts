import { readFile } from 'node:fs/promises';
import { change } from '../change.js';
import { CommandFailure } from '../exit-codes.js';
import type { Terminal } from '../terminal.js';

/** A site as the API shows it. */
export interface Site {
  readonly id: string;
  readonly memberId: string;
  readonly name: string;
  readonly domains: readonly string[];
  readonly mainDomain: string;
  readonly content: 'static' | 'php';
  readonly phpVersion: string | null;
  /** Those its server has; null until the server said so. */
  readonly phpVersions: readonly string[] | null;
  readonly limitKib: number;
  readonly usedKib: number | null;
  readonly redirects: readonly { from: string; to: string; isPermanent: boolean }[];
  readonly isHstsOn: boolean;
  readonly protectedFolders: readonly { path: string; logins: readonly string[] }[];
  readonly isSuspended: boolean;
  readonly certificate: {
    readonly isImported: boolean;
    readonly state: string | null;
    readonly until: string | null;
    readonly problem: string | null;
    readonly without: readonly string[];
  };
  readonly filesAt: string;
  readonly databases: readonly { name: string; engine: string; state: string }[];
  readonly accesses: readonly { login: string; state: string }[];
  readonly state: string;
}

/** Path of a site named by its name, a domain or its id. */
export const sitePath = (reference: string): string => `/sites/${encodeURIComponent(reference)}`;

/** What an answer may hold that is shown once and never again. */
export interface Once {
  readonly password?: string;
  readonly passwords?: readonly { readonly login: string; readonly password: string }[];
  readonly database?: { readonly name: string };
  readonly access?: { readonly login: string };
}

/** A change of one thing as it was just read; prints the passwords it brings before anything can go wrong. */
export async function changeOnce(
  terminal: Terminal,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: object,
  readFrom = path,
): Promise<void> {
  const { etag } = await terminal.client.get<object>(readFrom);
  await change<Once>(terminal, method, path, { body, ifMatch: etag }, answer => tellPasswords(terminal, answer));
}

/** Prints the passwords of an answer: they are shown this once. */
export function tellPasswords({ output }: Terminal, { password, passwords = [], database, access }: Once): void {
  const login = database?.name ?? access?.login ?? '';
  const all = password === undefined ? passwords : [{ login, password }];
  for (const one of all)
    output.line(`Mot de passe de ${one.login} : ${one.password}`, `Password of ${one.login}: ${one.password}`);
  if (all.length > 0)
    output.line('Notez-le maintenant : il n’est montré qu’une fois.', 'Write it down now: it is shown only once.');
}

/** The text of a file the command line names. */
export async function textOf({ output }: Terminal, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CommandFailure(output.say(`Le fichier ${file} n’est pas lisible.`, `The file ${file} cannot be read.`));
  }
}

/** A public key given as a line, or as the file that holds it. */
export async function keyLine(terminal: Terminal, given: string): Promise<string> {
  return /^(?:ssh|ecdsa)-/.test(given) ? given : textOf(terminal, given);
}
