import { IncompleteReadError, type SecretText, StaleGenerationError } from '@amie/reconcile';
import { Attribute, Change, Client, type Control, type SearchOptions } from 'ldapts';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { debuglog } from 'node:util';
import { retriable, terminal } from '../failures.js';
import type { Connection } from '../shared-connections.js';
import { AssertionControl } from './assertion-control.js';
import { DirectoryEntry } from './directory-entry.js';
import { bindFailure, hasResultCode, readFailure, resultCode, writeFailure } from './directory-failures.js';
import { type DirectoryFilter, equals, notNewerThan } from './filters.js';

/** Whom to speak to, and as whom. */
export interface DirectoryAddress {
  /** For messages and credentials. */
  readonly name: string;
  readonly address: string;
  readonly port?: number;
  /** PEM of the only authority whose certificates are accepted. */
  readonly authority: SecretText;
  /** The only naming context of the directory when it is not given. */
  readonly baseDn?: string;
  /** Who binds, relative to the base. */
  readonly bindRdns: string;
  readonly password: SecretText;
  /** Attributes that fence writes; being blind to one of them is found out at once (`ldap-fence-blind`). */
  readonly fences: readonly string[];
}

/** Values an attribute takes; none removes it. */
export type AttributeValues = Readonly<Record<string, readonly string[]>>;

/** One step of a modification; steps are applied in their order, all or none. */
export interface Modification {
  readonly operation: 'add' | 'delete' | 'replace';
  readonly attribute: string;
  readonly values: readonly string[];
}

export interface Search {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  readonly filter?: DirectoryFilter;
  readonly attributes: readonly string[];
}

const connectMilliseconds = 5_000;
/** Longer than the server's own limit below, so that a slow search is told by the server and not by a cut. */
const answerMilliseconds = 15_000;
const searchSeconds = 10;
const pageSize = 1_000;
const highestInteger = 2n ** 63n - 2n;

/**
 * One bound LDAPS connection; operations are pipelined, at most one paged search is open at a time. Every wait has a
 * deadline, and an answer that does not come breaks the connection. Reads are complete or throw `IncompleteReadError`.
 */
export class DirectoryConnection implements Connection {
  private pagedBefore: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly client: Client,
    readonly name: string,
    readonly baseDn: string,
    private readonly fences: readonly string[],
  ) {}

  /** Binds, then proves that the fences are seen. Throws `bind-refused`, `certificate-wrong`, `server-unreachable`. */
  static async open(to: DirectoryAddress): Promise<DirectoryConnection> {
    // ldapts writes whole messages there, the hashes of passwords among them.
    if (debuglog('ldapts').enabled) throw terminal('debug-log-on', 'NODE_DEBUG=ldapts would log password hashes');
    const client = to.authority.use(ca => newClient(to, ca));
    try {
      const baseDn = to.baseDn ?? (await onlyNamingContext(client, to.name));
      await to.password.use(password => client.bind(`${to.bindRdns},${baseDn}`, password));
      const connection = new DirectoryConnection(client, to.name, baseDn, to.fences);
      await connection.proveFences();
      return connection;
    } catch (error) {
      client.unbind().catch(() => {});
      throw bindFailure(`directory ${to.name}`, error);
    }
  }

  get isUsable(): boolean {
    return this.client.isBound;
  }

  close(): void {
    this.client.unbind().catch(() => {});
  }

  /** The entry, or undefined when the server says there is none. */
  async find(dn: string, attributes: readonly string[], filter?: DirectoryFilter): Promise<DirectoryEntry | undefined> {
    try {
      const found = await this.searchOnce({ base: dn, scope: 'base', filter, attributes }, {});
      return found[0];
    } catch (error) {
      if (hasResultCode(error, resultCode.noSuchObject)) return undefined;
      throw readFailure(`reading ${dn}`, error);
    }
  }

  /** Everything that matches, in one answer; for a filter that names what it looks for. */
  async search(search: Search): Promise<readonly DirectoryEntry[]> {
    try {
      return await this.searchOnce(search, {});
    } catch (error) {
      throw readFailure(`searching ${search.base}`, baseMissing(search, error));
    }
  }

  /** Everything that matches, page by page, whatever its size. */
  async searchPaged(search: Search): Promise<readonly DirectoryEntry[]> {
    // A connection carries one paged search at a time: slapd forgets the first when a second begins.
    const turn = this.pagedBefore.then(() => this.searchOnce(search, { paged: { pageSize } }));
    this.pagedBefore = turn.catch(() => {});
    try {
      return await turn;
    } catch (error) {
      throw readFailure(`searching ${search.base}`, baseMissing(search, error));
    }
  }

  /** Throws `ldap-taken` when there is an entry already. Adds cannot be fenced (RFC 4528 reads the new entry). */
  async add(dn: string, attributes: AttributeValues): Promise<void> {
    await this.write(`adding ${dn}`, () => this.client.add(dn, attributesOf(attributes)));
  }

  /** Changes an entry in one step, only while it matches `onlyIf`; otherwise `StaleGenerationError`, nothing changed. */
  async modify(dn: string, modifications: readonly Modification[], onlyIf: DirectoryFilter): Promise<void> {
    const changes = modifications.map(changeOf);
    await this.write(`modifying ${dn}`, () => this.client.modify(dn, changes, assertion(onlyIf)), dn);
  }

  /** Deletes one entry without children, only while it matches `onlyIf`. */
  async remove(dn: string, onlyIf: DirectoryFilter): Promise<void> {
    await this.write(`removing ${dn}`, () => this.client.del(dn, assertion(onlyIf)), dn);
  }

  private async write(what: string, send: () => Promise<void>, fenced?: string): Promise<void> {
    this.refuseUnbound();
    try {
      await send();
    } catch (error) {
      const failure = writeFailure(`${this.name}: ${what}`, error);
      if (fenced && failure instanceof StaleGenerationError) await this.explainRefusal(fenced);
      throw failure;
    }
  }

  /**
   * slapd answers "assertion failed" too when we may not search the attribute, or see the entry: an assertion that
   * every entry passes tells that blindness from a newer generation.
   */
  private async explainRefusal(dn: string): Promise<void> {
    for (const fence of this.fences) {
      const control = assertion(notNewerThan(fence, highestInteger));
      const read = { base: dn, scope: 'base', attributes: ['1.1'] } as const;
      try {
        await this.searchOnce(read, {}, control);
      } catch (error) {
        if (hasResultCode(error, resultCode.noSuchObject)) return;
        if (!hasResultCode(error, resultCode.assertionFailed)) throw readFailure(`reading ${dn}`, error);
        throw terminal('ldap-fence-blind', `${this.name}: no right to search ${fence}`, error);
      }
    }
  }

  /** An assertion that must pass, on any member's entry there is: a fence that is ignored passes every other test. */
  private async proveFences(): Promise<void> {
    const search = { base: this.baseDn, scope: 'one', filter: equals('objectClass', 'amieUnit') } as const;
    try {
      const units = await this.searchOnce({ ...search, attributes: ['1.1'] }, { sizeLimit: 1 });
      if (units[0]) await this.explainRefusal(units[0].dn);
    } catch (error) {
      if (!hasResultCode(error, resultCode.noSuchObject)) throw error;
      throw terminal('ldap-base-missing', `${this.name}: ${this.baseDn} is not there, or hidden from us`, error);
    }
  }

  private async searchOnce(
    { base, scope, filter, attributes }: Search,
    options: SearchOptions,
    controls?: Control,
  ): Promise<readonly DirectoryEntry[]> {
    this.refuseUnbound();
    const asked = { scope, filter, attributes: [...attributes], timeLimit: searchSeconds, ...options };
    // No size limit of our own: ldapts takes an answer cut at a limit we gave for a complete one.
    const found = await this.client.search(base, asked, controls);
    if (found.searchReferences.length > 0) throw terminal('ldap-referral', `${this.name} refers elsewhere`);
    return found.searchEntries.map(entry => new DirectoryEntry(entry));
  }

  /** ldapts would reconnect by itself, unbound: a search would find nothing, and nothing would read as absence. */
  private refuseUnbound(): void {
    if (!this.client.isBound) throw retriable('server-unreachable', `${this.name}: the connection was lost`);
  }
}

async function onlyNamingContext(client: Client, name: string): Promise<string> {
  const root = await client.search('', { scope: 'base', attributes: ['namingContexts'], timeLimit: searchSeconds });
  const contexts = root.searchEntries.flatMap(entry => new DirectoryEntry(entry).values('namingContexts'));
  const [baseDn] = contexts;
  if (!baseDn || contexts.length > 1) throw terminal('ldap-base-missing', `${name} has ${contexts.length} bases`);
  return baseDn;
}

function newClient({ address, port = 636 }: DirectoryAddress, authority: string): Client {
  const host = address.includes(':') ? `[${address}]` : address;
  return new Client({
    url: `ldaps://${host}:${port}`,
    timeout: answerMilliseconds,
    connectTimeout: connectMilliseconds,
    tlsOptions: { ca: authority, minVersion: 'TLSv1.2' },
    createSecureConnection: ((...given: Parameters<typeof connectTls>) =>
      writesTogether(connectTls(...given).setNoDelay(true))) as typeof connectTls,
  });
}

/** What is sent in one breath leaves as one record and one system call, not one for each operation of a batch. */
function writesTogether(socket: TLSSocket): TLSSocket {
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  const corked = (...given: unknown[]): boolean => {
    if (socket.writableCorked === 0) {
      socket.cork();
      setImmediate(() => socket.uncork());
    }
    return write(...given);
  };
  socket.write = corked as typeof socket.write;
  return socket;
}

/** A base that is not there is a wrong setting or a half-read directory, never an empty one. */
function baseMissing(search: Search, error: unknown): unknown {
  if (!hasResultCode(error, resultCode.noSuchObject)) return error;
  return new IncompleteReadError(`${search.base} is not there, or hidden`, { cause: error });
}

function assertion(filter: DirectoryFilter): Control {
  return new AssertionControl(filter);
}

function attributesOf(values: AttributeValues): Attribute[] {
  return Object.entries(values)
    .filter(([, list]) => list.length > 0)
    .map(([type, list]) => new Attribute({ type, values: [...list] }));
}

function changeOf({ operation, attribute, values }: Modification): Change {
  return new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] }) });
}
