import type {
  Change,
  Desired,
  Found,
  Key,
  Measurement,
  Observed,
  ProbeResult,
  ServiceDriver,
  ServiceSession,
} from '@amie/reconcile';
import { type Connections, type DirectoryConnection } from '@amie/servers';
import { grammars } from '@amie/values';
import { addOnce, entryChange, overwrite, removeAside, valuesOf } from '../entry-changes.js';
import { findAll, findByKeys } from '../entry-kind.js';
import { valueRefused } from '../refused.js';
import { MailAgent } from './agent-verbs.js';
import { domainKind } from './domain.js';
import { measureMail } from './mail-measure.js';
import { probeDomains, probeMailboxes, probeSharedAddresses } from './mail-probe.js';
import { addMailbox, claimForPurge, mailboxKind, removeMailbox } from './mailbox.js';
import { MailTools } from './mail-tools.js';
import { type DomainSpec, type MailboxSpec, mailOrder, type SharedAddressSpec } from './shape.js';
import { sharedAddressKind } from './shared-address.js';

const kinds = [domainKind, mailboxKind, sharedAddressKind];
const isAddress = new RegExp(grammars.mailAddress);

/** Makes domains, mailboxes and shared addresses so: attributes in the directory, stores through the server's agent. */
export function mailDriver(connections: Connections): ServiceDriver {
  return {
    service: 'mail',
    order: mailOrder,
    connect: async (server, lease) => new MailSession(await MailTools.open(connections, server, lease)),
  };
}

class MailSession implements ServiceSession {
  readonly width = 64;
  constructor(private readonly tools: MailTools) {}

  async observe(keys: ReadonlySet<Key> | 'all'): Promise<Observed> {
    const look = keys === 'all' ? findAll(this.directory, kinds) : findByKeys(this.directory, kinds, keys);
    return this.withStores(await this.tools.wait(look));
  }

  async apply(change: Change): Promise<void> {
    await this.tools.wait(this.make(change));
  }

  /** Daemons read the directory live; what they hold open or remember of a mailbox that changed is ended here. */
  async commit(changes: readonly Change[]): Promise<void> {
    const touched = changes.filter(
      ({ desired, action }) => desired.kind === 'mailbox' && action !== 'create' && action !== 'restore',
    );
    const logins = new Set(touched.flatMap(loginsOf));
    if (logins.size > 0) await (await this.agent()).endSignIns([...logins]);
  }

  async probe(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    return this.tools.wait(this.use(wanted));
  }

  async measure(): Promise<Measurement> {
    return this.tools.wait(measureMail(this.directory, await this.agent()));
  }

  async lastEpoch(): Promise<bigint | undefined> {
    return (await this.agent()).lastEpoch();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.tools.giveBack();
  }

  private get directory(): DirectoryConnection {
    return this.tools.directory;
  }

  private agent(): Promise<MailAgent> {
    return this.tools.wait(this.tools.agent());
  }

  /** A mailbox is aside once its store is, too: until then it shows as present, so that the run goes on. */
  private async withStores(observed: Observed): Promise<Observed> {
    const aside = [...observed.values()].filter(
      (one): one is Found<MailboxSpec> => one.kind === 'mailbox' && one.presence === 'aside',
    );
    const known = aside.filter(one => isStoreName(one.spec.store));
    if (known.length === 0) return observed;
    const states = await (await this.agent()).storeStates(known.map(one => one.spec.store));
    const halfway = known
      .filter(one => ['open', 'both'].includes(states.get(one.spec.store) ?? 'missing'))
      .map(one => ({ ...one, presence: 'present', spec: { ...one.spec, state: 'aside' } }) as Found);
    return new Map([...observed, ...halfway.map(one => [one.key, one] as const)]);
  }

  private async make(change: Change): Promise<void> {
    switch (change.desired.kind) {
      case 'domain':
        return this.makeEntry(entryChange(domainKind, change, this.directory.baseDn));
      case 'shared-address':
        return this.makeEntry(entryChange(sharedAddressKind, change, this.directory.baseDn));
      case 'mailbox':
        return this.makeMailbox(change);
      default:
        throw valueRefused('kind', change.desired.kind);
    }
  }

  private async makeEntry(entry: ReturnType<typeof entryChange>): Promise<void> {
    if (entry.change.action === 'purge') return removeAside(this.directory, entry);
    const values = valuesOf(entry, this.directory.baseDn);
    if (entry.change.action === 'create') return addOnce(this.directory, entry.dn, values);
    await overwrite(this.directory, entry, values);
  }

  private async makeMailbox(change: Change): Promise<void> {
    const mailbox = entryChange(mailboxKind, change, this.directory.baseDn);
    const { store } = mailbox.spec;
    const values = valuesOf(mailbox, this.directory.baseDn);
    switch (change.action) {
      case 'create':
        return addMailbox(this.directory, mailbox);
      case 'update':
        return overwrite(this.directory, mailbox, values);
      case 'set-aside': {
        const agent = await this.showEpoch(change);
        // Closed first, then emptied of its users, and only then moved from under them.
        await overwrite(this.directory, mailbox, values);
        await agent.endSignIns(loginsOf(change));
        return agent.setAside(store);
      }
      case 'restore':
        await (await this.agent()).restore(store);
        return overwrite(this.directory, mailbox, values);
      case 'purge': {
        const agent = await this.showEpoch(change);
        const isThere = await claimForPurge(this.directory, mailbox);
        await agent.purge(store);
        if (isThere) await removeMailbox(this.directory, mailbox);
      }
    }
  }

  /** The directory knows no epochs: an older run is told so by the agent, before it takes anything away there. */
  private async showEpoch(change: Change): Promise<MailAgent> {
    const agent = await this.agent();
    await agent.endSignIns(loginsOf(change));
    return agent;
  }

  private async use(wanted: readonly Desired[]): Promise<ReadonlyMap<Key, ProbeResult>> {
    const of = <Spec>(kind: string) => wanted.filter((one): one is Desired<Spec> => one.kind === kind);
    const agent = await this.agent();
    const tools = {
      directory: this.directory,
      agent,
      ticket: () => this.tools.ticket(),
      smtp: () => this.tools.smtp(),
    };
    const results = await Promise.all([
      probeMailboxes(tools, of<MailboxSpec>('mailbox')),
      probeSharedAddresses(agent, of<SharedAddressSpec>('shared-address')),
      probeDomains(agent, of<DomainSpec>('domain')),
    ]);
    return new Map(results.flatMap(some => [...some]));
  }
}

/** The sign-in names a mailbox has, or had until this change; a foreign value is nobody's name. */
function loginsOf({ desired, found }: Change): readonly string[] {
  const specs = [desired.spec, found?.spec] as (Partial<MailboxSpec> | undefined)[];
  const addresses = specs.map(spec => spec?.address);
  return [...new Set(addresses.filter(address => typeof address === 'string' && isAddress.test(address)))] as string[];
}

const isStore = new RegExp(grammars.uid);
const isStoreName = (store: unknown): store is string => typeof store === 'string' && isStore.test(store);
