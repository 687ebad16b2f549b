import { type Desired, type Kind } from '@amie/reconcile';
import {
  type DomainSpec,
  domainKey,
  getShape,
  type MailboxSpec,
  mailboxKey,
  type SharedAddressSpec,
  sharedAddressKey,
} from '@amie/services/resources';
import type { Rig } from '../../contract/rig.js';
import { newAccount, newUnit } from '../directory/directory-rig.js';
import { newConnections, runDirectory } from '../directory/people.js';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease, newSlug, wanted } from '../servers/lab-drivers.js';
import { mailWorld } from '../servers/mail-world.js';

export function newDomain(slug: string, domain = `${slug}.test`): Desired<DomainSpec> {
  return wanted('domain', domainKey({ slug, domain }), { slug, domain });
}

/** A person's mailbox, its address and store named after the uid. */
export function newMailbox(slug: string, uid: string, changes: Partial<MailboxSpec> = {}): Desired<MailboxSpec> {
  const fixed = { extraAddresses: [], forwards: [], keepsCopy: false, limitKib: 102_400 };
  const spec: MailboxSpec = { slug, uid, address: `${uid}@${slug}.test`, store: uid, ...fixed, ...changes };
  return wanted('mailbox', mailboxKey(spec), spec);
}

export function newSharedAddress(
  slug: string,
  name: string,
  changes: Partial<SharedAddressSpec> = {},
): Desired<SharedAddressSpec> {
  const spec: SharedAddressSpec = { slug, address: `${name}@${slug}.test`, targets: [], senders: [], ...changes };
  return wanted('shared-address', sharedAddressKey(spec), spec);
}

/** Most tests need a person or two; only the crowd's first member brings all the others. */
const few = 3;
const crowd = 200;

/** A rig over the lab's mail server, with a member there already, and its people's accounts before their mailboxes. */
export async function mailRig(): Promise<Rig & { readonly slug: string }> {
  const slug = newSlug();
  const connections = newConnections();
  const driver = labDriver('mail', connections);
  const firstEpoch = epochsFrom();
  const accounts = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => newAccount(slug, `${slug}p${from + n}`));
  await runDirectory(connections, newUnit(slug), ...accounts(1, few));
  let others: Promise<unknown> | undefined;
  const people = async (n: number) => {
    if (n > few) await (others ??= runDirectory(connections, ...accounts(few + 1, crowd)));
  };
  return {
    slug,
    driver,
    server: labServer('mail1'),
    shapeOf: getShape,
    lease: number => newLabLease('mail', firstEpoch + BigInt(number)),
    make: async (kind, n) => {
      await people(n);
      return made(slug, kind, n);
    },
    edit,
    // There is no such person.
    makeRefused: async () => newMailbox(slug, `${slug}nobody`),
    world: {
      dump: async () => [await directoryWorld.dump(slug), await mailWorld.stores(slug)],
      plantOrphan: async () => {
        await directoryWorld.add(`
dn: cn=strange@${slug}.test,ou=mail,o=${slug},${baseDn}
objectClass: amieSharedAddress
cn: strange@${slug}.test
amieMailAddress: strange@${slug}.test
amieMailState: open`);
        return sharedAddressKey({ slug, address: `strange@${slug}.test` });
      },
      leaveContent: async desired => {
        if (desired.kind === 'mailbox') await mailWorld.leaveLetter((desired.spec as MailboxSpec).address);
      },
      contentOf: async desired =>
        desired.kind === 'mailbox' ? mailWorld.letters((desired.spec as MailboxSpec).address) : undefined,
      breakReads: () => directoryWorld.limitWorker(2),
      restoreReads: () => directoryWorld.limitWorker('unlimited'),
    },
    close: async () => {
      connections[Symbol.dispose]();
      await directoryWorld.remove(slug);
      await mailWorld.remove(slug);
    },
  };
}

function made(slug: string, kind: Kind, n: number): Desired {
  if (kind === 'domain') return newDomain(slug, n === 1 ? `${slug}.test` : `n${n}.${slug}.test`);
  if (kind === 'shared-address') return newSharedAddress(slug, `team-${n}`, { targets: [`${slug}p1@${slug}.test`] });
  return newMailbox(slug, `${slug}p${n}`);
}

function edit(desired: Desired): Desired {
  const { spec, generation, kind } = desired as Desired<MailboxSpec & SharedAddressSpec>;
  const domain = spec.address?.split('@')[1];
  const changes: Record<Kind, object> = {
    // Nothing of a domain can be edited: its name is what it is.
    domain: {},
    mailbox: {
      limitKib: spec.limitKib + 1,
      extraAddresses: [...(spec.extraAddresses ?? []), `x${generation}.${spec.address}`],
    },
    'shared-address': { senders: [...(spec.senders ?? []), `s${generation}@${domain}`] },
  };
  return { ...desired, generation: generation + 1n, spec: { ...spec, ...changes[kind] } };
}
