import type { Desired, Kind } from '@amie/reconcile';
import {
  type AccountSpec,
  accountKey,
  getShape,
  type GroupSpec,
  groupKey,
  type UnitSpec,
  unitKey,
} from '@amie/services/resources';
import type { Rig } from '../../contract/rig.js';
import { runLane } from '../../contract/run-lane.js';
import { directoryWorld } from '../servers/directory-world.js';
import { baseDn, epochsFrom, labDriver, labServer, newLabLease, newSlug, wanted } from '../servers/lab-drivers.js';
import { newConnections } from './people.js';

export function newUnit(slug: string, changes: Partial<UnitSpec> = {}): Desired<UnitSpec> {
  return wanted('unit', unitKey({ slug }), { slug, name: 'Les Amis du Lab', ...changes });
}

export function newAccount(slug: string, uid: string, changes: Partial<AccountSpec> = {}): Desired<AccountSpec> {
  const spec: AccountSpec = {
    slug,
    uid,
    givenName: 'Ada',
    familyName: 'Lovelace',
    language: 'fr',
    isSuspended: false,
    ...changes,
  };
  return wanted('account', accountKey(spec), spec);
}

export function newGroup(slug: string, name: string, changes: Partial<GroupSpec> = {}): Desired<GroupSpec> {
  return wanted('group', groupKey({ slug, name }), { slug, name, people: [], ...changes });
}

/** A rig over the lab's directory, with a member of its own to write in; what it wrote is removed at its close. */
export async function directoryRig(): Promise<Rig & { readonly slug: string }> {
  const slug = newSlug();
  const connections = newConnections();
  const driver = labDriver('directory', connections);
  const server = labServer('dir1');
  const firstEpoch = epochsFrom();
  const lease = (number: number) => newLabLease('directory', firstEpoch + BigInt(number));
  await runLane(driver, server, lease(0), [newUnit(slug), newAccount(slug, `${slug}taken`)]);
  const accountDn = ({ uid }: AccountSpec) => `uid=${uid},ou=people,o=${slug},${baseDn}`;
  return {
    slug,
    driver,
    server,
    shapeOf: getShape,
    lease,
    make: async (kind, n) => made(slug, kind, n),
    edit,
    // Its uid belongs to a person of another member.
    makeRefused: async () => newAccount(`${slug}other`, `${slug}taken`),
    world: {
      dump: () => directoryWorld.dump(slug),
      plantOrphan: async () => {
        await directoryWorld.add(`
dn: uid=${slug}stranger,ou=people,o=${slug},${baseDn}
objectClass: inetOrgPerson
objectClass: amieAccount
uid: ${slug}stranger
cn: Somebody Else
sn: Else
amieState: active`);
        return accountKey({ slug, uid: `${slug}stranger` });
      },
      leaveContent: async desired => {
        if (desired.kind !== 'account') return;
        const dn = accountDn(desired.spec as AccountSpec);
        await directoryWorld.change(
          `dn: ${dn}\nchangetype: modify\nreplace: userPassword\nuserPassword: {SSHA}unknown`,
        );
      },
      contentOf: async desired =>
        desired.kind === 'account'
          ? directoryWorld.valuesOf(accountDn(desired.spec as AccountSpec), 'userPassword')
          : undefined,
      breakReads: () => directoryWorld.limitWorker(2),
      restoreReads: () => directoryWorld.limitWorker('unlimited'),
    },
    close: async () => {
      connections[Symbol.dispose]();
      await directoryWorld.remove(slug);
    },
  };
}

function made(slug: string, kind: Kind, n: number): Desired {
  if (kind === 'unit') return newUnit(`${slug}n${n}`);
  if (kind === 'group') return newGroup(slug, `group-${n}`, { people: [`${slug}taken`] });
  return newAccount(slug, `${slug}p${n}`);
}

function edit(desired: Desired): Desired {
  const { kind, spec, generation } = desired as Desired<Record<string, string>>;
  const field = kind === 'account' ? 'givenName' : kind === 'unit' ? 'name' : 'description';
  return { ...desired, generation: generation + 1n, spec: { ...spec, [field]: `${spec[field] ?? ''}b` } };
}
