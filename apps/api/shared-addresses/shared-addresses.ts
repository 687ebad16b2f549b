import { randomUUID } from 'node:crypto';
import { type SharedAddressSpec, sharedAddressKey, sharedAddressShape } from '@amie/services/resources';
import type { MemberRow } from '../http/find-member.js';
import type { Transaction } from '../http/scope.js';
import { findGround, type Ground } from '../people/add-people.js';
import { checkAddress } from '../people/address-rules.js';
import { sortedOnce } from '../people/person-specs.js';
import { peopleNamed, resolvePeople } from '../people/resolve-people.js';
import { type ChangeSet, respec } from '../resources/change-set.js';
import type { NewThing } from '../resources/kind-routes.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import type { NewSharedAddress, SharedAddressEdit } from './shared-address-schemas.js';

/** What makes a shared address: it stands on its domain. */
export function newSharedAddressChange(
  ground: Pick<Ground, 'member' | 'mail' | 'domains'>,
  spec: SharedAddressSpec,
  id: string = randomUUID(),
): ChangeSet {
  const domainId = ground.domains.get(spec.address.slice(spec.address.indexOf('@') + 1));
  if (!domainId) throw new Error('the domain of an address is checked before');
  return {
    edits: [
      {
        op: 'create',
        id,
        memberId: ground.member.id,
        serverId: ground.mail,
        service: 'mail',
        kind: sharedAddressShape.kind,
        key: sharedAddressKey(spec),
        spec,
        standsOn: [domainId],
      },
    ],
    claims: [{ kind: 'address', name: spec.address, resourceId: id }],
    releases: [],
  };
}

export async function createSharedAddress(
  em: Transaction,
  member: MemberRow,
  body: NewSharedAddress,
): Promise<NewThing<SharedAddressSpec>> {
  const ground = await findGround(em, member);
  checkAddress(body.address, ground.domains, body);
  const addresses = (await resolvePeople(em, member.id, body.people)).map(person => person.address);
  const spec = {
    slug: member.slug,
    address: body.address,
    targets: sortedOnce([...addresses, ...body.alsoReaches]),
    senders: sortedOnce(addresses),
  };
  const id = randomUUID();
  const changes = newSharedAddressChange(ground, spec, id);
  await refuseMailLoops(em, member.id, changes);
  return { id, spec, changes };
}

export async function editSharedAddress(
  em: Transaction,
  row: ResourceRow<SharedAddressSpec>,
  edit: SharedAddressEdit,
): Promise<ChangeSet> {
  const addresses = async (references: readonly string[]): Promise<string[]> =>
    (await resolvePeople(em, row.member_id, references)).map(person => person.address);
  const removed = await addresses(edit.remove);
  const added = await addresses(edit.add);
  const senders = [...(edit.people ? await addresses(edit.people) : row.spec.senders), ...added];
  const inside = (await peopleNamed(em, row.member_id, row.spec.targets)).map(person => person.address);
  const receiving = edit.people ? await addresses(edit.people) : inside;
  const outside = edit.alsoReaches ?? row.spec.targets.filter(target => !inside.includes(target));
  const keeps = (address: string): boolean => !removed.includes(address);
  const changes = respec(row, {
    ...row.spec,
    targets: sortedOnce([...receiving, ...added, ...outside].filter(keeps)),
    senders: sortedOnce(senders.filter(keeps)),
  });
  await refuseMailLoops(em, row.member_id, changes);
  return changes;
}

/** What a shared address shows of its own: its people by name. */
export async function showSharedAddress(
  em: Transaction,
  { member_id, spec }: ResourceRow<SharedAddressSpec>,
): Promise<object> {
  const { address, targets, senders } = spec;
  const people = await peopleNamed(em, member_id, [...targets, ...senders]);
  const known = new Set(people.map(person => person.address));
  return {
    address,
    people: people.map(person => ({
      ...person,
      receives: targets.includes(person.address),
      maySend: senders.includes(person.address),
    })),
    alsoReaches: targets.filter(target => !known.has(target)),
  };
}
