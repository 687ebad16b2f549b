import { randomUUID } from 'node:crypto';
import { type SharedAddressSpec, sharedAddressKey, sharedAddressShape } from '@amie/services/resources';
import type { Asked } from '../http/asked.js';
import type { MemberRow } from '../http/find-member.js';
import { requireVersion } from '../http/preconditions.js';
import type { Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { findGround, type Ground } from '../people/add-people.js';
import { checkAddress } from '../people/address-rules.js';
import { sortedOnce } from '../people/person-specs.js';
import { peopleNamed, resolvePeople } from '../people/resolve-people.js';
import { type ChangeSet, place, respec } from '../resources/change-set.js';
import { refuseMailLoops } from '../resources/mail-loops.js';
import { lockPresent, lockResource, type ResourceRow, stateOf } from '../resources/resource-rows.js';
import { startTask, targetOf, taskAnswer } from '../tasks/start-task.js';
import type { TaskKind } from '../tasks/titles.js';
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
  asked: Asked,
  member: MemberRow,
  body: NewSharedAddress,
): Promise<Written> {
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
  return finish(em, asked, member.id, id, 'shared-address-create', changes, body.address);
}

export async function editSharedAddress(
  em: Transaction,
  asked: Asked,
  id: string,
  edit: SharedAddressEdit,
): Promise<Written> {
  const row = await lockPresent<SharedAddressSpec>(em, sharedAddressShape.kind, id);
  requireVersion(asked, row.generation);
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
  return finish(em, asked, row.member_id, id, 'shared-address-edit', changes, row.spec.address);
}

export async function removeSharedAddress(em: Transaction, asked: Asked, id: string, until: Date): Promise<Written> {
  const row = await lockPresent<SharedAddressSpec>(em, sharedAddressShape.kind, id);
  requireVersion(asked, row.generation);
  const changes = place(row, 'aside', until);
  return finish(em, asked, row.member_id, id, 'shared-address-remove', changes, row.spec.address);
}

/** A shared address with its people by name. */
export async function showSharedAddress(em: Transaction, row: ResourceRow<SharedAddressSpec>): Promise<object> {
  const { address, targets, senders } = row.spec;
  const people = await peopleNamed(em, row.member_id, [...targets, ...senders]);
  const known = new Set(people.map(person => person.address));
  return {
    id: row.id,
    memberId: row.member_id,
    address,
    people: people.map(person => ({
      ...person,
      receives: targets.includes(person.address),
      maySend: senders.includes(person.address),
    })),
    alsoReaches: targets.filter(target => !known.has(target)),
    state: stateOf(row),
    version: row.generation,
  };
}

async function finish(
  em: Transaction,
  asked: Asked,
  memberId: string,
  id: string,
  kind: TaskKind,
  changes: ChangeSet,
  name: string,
): Promise<Written> {
  await refuseMailLoops(em, memberId, changes);
  const started = await startTask(em, asked, { kind, params: { name, resourceId: id }, memberId }, changes);
  const row = await lockResource<SharedAddressSpec>(em, sharedAddressShape.kind, targetOf(started, id));
  return taskAnswer(asked, started, { sharedAddress: await showSharedAddress(em, row) });
}
