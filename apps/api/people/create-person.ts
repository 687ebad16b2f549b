import type { Asked } from '../http/asked.js';
import type { MemberRow } from '../http/find-member.js';
import type { Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { merge } from '../resources/change-set.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import { addPeople, findGround, type Ground, insertPeople } from './add-people.js';
import { checkAddress, chooseDomain } from './address-rules.js';
import { claimUids, proposeAddresses } from './choose-names.js';
import { joinGroups } from './group-membership.js';
import type { NewPersonBody } from './people-schemas.js';
import { getPerson } from './person-rows.js';
import { defaultLimitKib, newIds, type NewPerson } from './person-specs.js';
import { showPerson } from './person-view.js';

/** Adds one person: account, mailbox, invitation; nothing at all when anything is refused. */
export async function createPerson(
  em: Transaction,
  asked: Asked,
  member: MemberRow,
  body: NewPersonBody,
): Promise<Written> {
  const ground = await findGround(em, member);
  const address = body.address ?? (await proposeOne(em, body, ground));
  checkAddress(address, ground.domains, body);
  if (body.ownEmail.toLowerCase() === address) throw new Problem('own-email-is-mailbox', { value: address });
  const ids = newIds();
  const [uid] = await claimUids(em, member.id, [{ ...body, ...ids }]);
  if (!uid) throw new Error('a uid is always found');
  const { givenName, familyName, ownEmail, language = member.language, limit = defaultLimitKib } = body;
  const person: NewPerson = {
    ...ids,
    givenName,
    familyName,
    ownEmail,
    language,
    uid,
    address,
    limitKib: limit,
  };
  await insertPeople(em, member.id, [person]);
  const changes = merge(addPeople(ground, [person]), await joinGroups(em, member.id, uid, body.groups));
  const params = { name: `${givenName} ${familyName}`, address, personId: person.id };
  const started = await startTask(em, asked, { kind: 'person-create', params, memberId: member.id }, changes);
  const shown = showPerson(await getPerson(em, person.id), asked.language);
  return taskAnswer(asked, started, { person: shown });
}

async function proposeOne(
  em: Transaction,
  body: NewPersonBody,
  ground: Ground,
): Promise<NonNullable<NewPersonBody['address']>> {
  const domain = chooseDomain(body.domain, ground);
  const avoid = new Set([body.ownEmail.toLowerCase()]);
  const [address] = await proposeAddresses(em, [{ ...body, domain }], avoid);
  if (!address) throw new Error('an address is always found');
  return address;
}
