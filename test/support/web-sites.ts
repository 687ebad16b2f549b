import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Client as SshClient, type SFTPWrapper } from 'ssh2';
import type { Client } from '../../apps/cli/client.js';
import type { Lab } from '../lab/lab-client.js';

// Clients that share no code with the product: a browser's request, and an SFTP program.

/** Starts the lab's web server and adds it to a platform, as a technician would. */
export async function addWebServer(client: Client, lab: Lab): Promise<void> {
  await lab.up(['web1']);
  await client.send('POST', '/servers', {
    body: { name: 'web1', address: lab.address('web1'), hostKey: lab.hostKey('web1'), services: ['web'] },
  });
}

/** Root of the authority that the lab's web server gets its certificates from. */
export async function webAuthority(lab: Lab): Promise<string> {
  return lab.exec('out1', ['cat', '/var/lib/acme-server/ca.pem']);
}

export interface Page {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface Visit {
  /** Where the site is, past the DNS. */
  readonly address: string;
  readonly name: string;
  readonly path?: string;
  /** PEM of the authority to believe; without one the certificate is not looked at. */
  readonly ca?: string;
  readonly isPlain?: boolean;
  readonly signIn?: { readonly login: string; readonly password: string };
}

/** One request as a browser sends it, on a connection of its own. */
export function visit({ address, name, path = '/', ca, isPlain = false, signIn }: Visit): Promise<Page> {
  const common = {
    host: address,
    path,
    agent: false as const,
    timeout: 10_000,
    headers: { host: name, connection: 'close' },
    ...(signIn && { auth: `${signIn.login}:${signIn.password}` }),
  };
  return new Promise((resolve, reject) => {
    const asked = isPlain
      ? httpRequest({ ...common, port: 80 })
      : httpsRequest({ ...common, port: 443, servername: name, ca, rejectUnauthorized: ca !== undefined });
    asked.on('error', reject);
    asked.on('timeout', () => asked.destroy(new Error(`${name} did not answer in time`)));
    asked.on('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    asked.end();
  });
}

export interface SftpSignIn {
  readonly address: string;
  readonly login: string;
  readonly password?: string;
  readonly privateKey?: string;
}

/** Signs in by SFTP, does the work, signs out. Throws when the sign-in is refused. */
export async function withSftp<Result>(
  { address, login, password, privateKey }: SftpSignIn,
  work: (sftp: SFTPWrapper) => Promise<Result>,
): Promise<Result> {
  const client = new SshClient();
  await new Promise<void>((resolve, reject) => {
    client.on('ready', resolve).on('error', reject);
    client.connect({ host: address, username: login, password, privateKey, readyTimeout: 10_000 });
  });
  try {
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) => {
      client.sftp((error, opened) => (error ? reject(error) : resolve(opened)));
    });
    return await work(sftp);
  } finally {
    client.end();
  }
}

/** Writes one file over SFTP. */
export function upload(sftp: SFTPWrapper, path: string, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    sftp.writeFile(path, text, error => (error ? reject(error) : resolve()));
  });
}

/** Reads one file over SFTP. */
export function download(sftp: SFTPWrapper, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    sftp.readFile(path, (error, bytes) => (error ? reject(error) : resolve(bytes.toString('utf8'))));
  });
}

/** Tries until the work answers something; throws what it threw last when the time is over. */
export async function eventually<Result>(deadlineMs: number, work: () => Promise<Result>): Promise<Result> {
  for (const end = performance.now() + deadlineMs; ; ) {
    try {
      return await work();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise(resolve => setTimeout(resolve, 250));
    }
  }
}
