import { createHash } from 'node:crypto';
import {
  type Change,
  type Desired,
  type Key,
  type Lease,
  type Measurement,
  type Observed,
  type ProbeResult,
  type Server,
  type ServiceDriver,
  type ServiceSession,
} from '@amie/reconcile';
import {
  type AttributeValues,
  type Borrowed,
  type Connections,
  type DirectoryConnection,
  type Modification,
  equals,
  not,
  untilAborted,
} from '@amie/servers';
import { directoryOf } from '../directory-of-server.js';
import { addOnce, entryChange, overwrite, removeAside, replacements, rewrite, valuesOf } from '../entry-changes.js';
import { findAll, findByKeys } from '../entry-kind.js';
import { valueRefused } from '../refused.js';
import { accountKind } from './account.js';
import { groupKind } from './group.js';
import { type AccountSpec, directoryOrder, unitKey } from './shape.js';
import { memberOf } from '../member-tree.js';
import { addBranches, removeUnit, unitKind, withMissingBranches } from './unit.js';

const kinds = [unitKind, accountKind, groupKind];

/** Makes units, accounts and groups so in a directory; writes only what the directory driver owns (README beside). */
export function directoryDriver(connections: Connections): ServiceDriver {
  return {
    service: 'directory',
    order: directoryOrder,
    connect: async (server, lease) => DirectorySession.open(connections, server, lease),
  };
}

class DirectorySession implements ServiceSession {
  /** Sent ahead on one connection; slapd writes one at a time, so more would only wait longer. */
  readonly width = 64;
  private readonly wait;

  private constructor(
    private readonly borrowed: Borrowed<DirectoryConnection>,
    lease: Lease,
  ) {
    this.wait = untilAborted(lease.signal);
  }

  static async open(connections: Connections, server: Server, lease: Lease): Promise<DirectorySession> {
    return new DirectorySession(await connections.directory(directoryOf(server, 'directory')), lease);
  }

  async observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    return this.wait(this.look(keys));
  }

  async apply(change: Change): Promise<void> {
    await this.wait(this.make(change));
  }

  /** Daemons read the directory live: nothing to reload. */
  async commit(): Promise<void> {}

  /** Nothing here is used by itself: signing in is probed where people sign in. Says whether it is there. */
  async probe(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    const observed = await this.observe(new Set(wanted.map(one => one.key)));
    const missing: ProbeResult = { outcome: 'broken', detail: 'the entry is not there' };
    return new Map(wanted.map(({ key }) => [key, observed.has(key) ? { outcome: 'ready' } : missing]));
  }

  /** Entries per member, its own unit and branches included. */
  async measure(): Promise<Measurement> {
    const counts = new Map<string, bigint>();
    const digest = createHash('sha256');
    for (const { dn } of await this.wait(this.everyEntry())) {
      digest.update(`${dn}\n`);
      const slug = memberOf(dn, this.directory.baseDn);
      if (slug) counts.set(slug, (counts.get(slug) ?? 0n) + 1n);
    }
    const readings = [...counts].map(([slug, value]) => ({ meter: 'dir.entries', key: unitKey({ slug }), value }));
    const command = `ldapsearch -b ${this.directory.baseDn} 1.1`;
    return { readings, command, toolVersion: 'LDAP 3 (RFC 4511)', rawSha256: digest.digest('hex') };
  }

  /** slapd keeps no epochs: each entry carries the generation that fences it. */
  async lastEpoch(): Promise<undefined> {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.borrowed[Symbol.dispose]();
  }

  private get directory(): DirectoryConnection {
    return this.borrowed.connection;
  }

  private async look(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    const found = keys === 'all' ? await findAll(this.directory, kinds) : await findByKeys(this.directory, kinds, keys);
    return withMissingBranches(this.directory, found);
  }

  private async make(change: Change): Promise<void> {
    switch (change.desired.kind) {
      case 'unit':
        return this.makeUnit(change);
      case 'account':
        return this.makeAccount(change);
      case 'group':
        return this.makeGroup(change);
      default:
        throw valueRefused('kind', change.desired.kind);
    }
  }

  private async makeUnit(change: Change): Promise<void> {
    const unit = entryChange(unitKind, change, this.directory.baseDn);
    if (change.action === 'purge') return removeUnit(this.directory, unit);
    const values = valuesOf(unit, this.directory.baseDn);
    if (change.action === 'create') await addOnce(this.directory, unit.dn, values);
    else await overwrite(this.directory, unit, values);
    if (change.action !== 'set-aside') await addBranches(this.directory, unit);
  }

  private async makeAccount(change: Change): Promise<void> {
    const account = entryChange(accountKind, change, this.directory.baseDn);
    // An entry that still carries a mailbox is not ours alone to remove.
    const hasNoMailbox = not(equals('objectClass', 'amieMailbox'));
    if (change.action === 'purge') return removeAside(this.directory, account, hasNoMailbox);
    const values = { ...valuesOf(account, this.directory.baseDn), ...passwordOf(change, account.spec) };
    if (change.action === 'create') return addOnce(this.directory, account.dn, values);
    await rewrite(this.directory, account, [...replacements(values), ...lockedAgain(values)]);
  }

  private async makeGroup(change: Change): Promise<void> {
    const group = entryChange(groupKind, change, this.directory.baseDn);
    if (change.action === 'purge') return removeAside(this.directory, group);
    const values = valuesOf(group, this.directory.baseDn);
    if (change.action === 'create') return addOnce(this.directory, group.dn, values);
    await overwrite(this.directory, group, values);
  }

  private everyEntry() {
    return this.directory.searchPaged({ base: this.directory.baseDn, scope: 'sub', attributes: ['1.1'] });
  }
}

/**
 * The pending hash of a password, and the lock once more: a new password lifts it, so a suspended person who sets one
 * would be let in.
 */
function passwordOf(change: Change, spec: AccountSpec): Record<string, readonly string[]> {
  const { secret, presence } = change.desired;
  if (!secret) return {};
  const hash = secret.use(text => (text.startsWith('{') ? text : `{ARGON2}${text}`));
  if (!/^\{ARGON2\}\$argon2id\$[A-Za-z0-9+/=,$]{20,400}$/.test(hash))
    throw valueRefused('password hash of', change.desired.key);
  return { userPassword: [hash], ...accountKind.state(spec, change.action === 'set-aside' ? 'aside' : presence) };
}

/**
 * slapo-ppolicy takes the lock away after a modify that writes a password, whatever that modify put there, unless the
 * modify itself deletes it. The lock is there by then, replaced just before, so the deletion never fails.
 */
function lockedAgain({ userPassword, pwdAccountLockedTime: values = [] }: AttributeValues): readonly Modification[] {
  if (!userPassword || values.length === 0) return [];
  const attribute = 'pwdAccountLockedTime';
  return [
    { operation: 'delete', attribute, values: [] },
    { operation: 'add', attribute, values },
  ];
}
