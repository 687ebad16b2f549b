import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Issued {
  readonly chain: string;
  readonly key: string;
}

const settings = `
[ca]
default_ca = own
[own]
database = index
new_certs_dir = .
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
`;

/** An authority that a member could have bought a certificate from; it dates certificates as it is told. */
export class Authority implements Disposable {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'amie-authority-'));
  /** PEM of its own certificate, which a browser believes. */
  readonly root: string;

  constructor() {
    writeFileSync(this.#path('settings'), settings);
    writeFileSync(this.#path('index'), '');
    const ca = ['-x509', '-subj', '/CN=authority', '-days', '3650', '-keyout', 'ca.key', '-out', 'ca.pem'];
    this.#openssl('req', ...newKey, ...ca, '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
    this.root = readFileSync(this.#path('ca.pem'), 'utf8');
  }

  /** Chain and key for a name, valid until a date. */
  issue(name: string, until = new Date(Date.now() + 30 * 86_400_000)): Issued {
    const names = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    this.#openssl('req', ...newKey, ...names, '-keyout', 'leaf.key', '-out', 'leaf.request');
    const dates = ['-startdate', '20200101000000Z', '-enddate', until.toISOString().replaceAll(/[-:T]|\.\d+/g, '')];
    const own = ['-config', 'settings', '-batch', '-notext', '-cert', 'ca.pem', '-keyfile', 'ca.key'];
    this.#openssl('ca', ...own, ...dates, '-in', 'leaf.request', '-out', 'leaf.pem');
    const [leaf, key] = ['leaf.pem', 'leaf.key'].map(file => readFileSync(this.#path(file), 'utf8'));
    return { chain: `${leaf}${this.root}`, key: key ?? '' };
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #path(file: string): string {
    return path.join(this.#folder, file);
  }

  #openssl(...words: string[]): void {
    execFileSync('openssl', words, { cwd: this.#folder, stdio: 'ignore' });
  }
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
