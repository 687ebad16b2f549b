import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Client as LdapClient, Attribute, Change } from 'ldapts';
import type { Client } from '../../apps/cli/client.js';
import { AssertionControl } from '../../libs/servers/directory/assertion-control.js';
import { notNewerThan } from '../../libs/servers/directory/filters.js';
import { type Lab, lab } from '../lab/lab-client.js';
import { addLabServers, addMember, addProvedDomain, type TaskSeen } from '../support/association.js';
import type { MailServer } from '../support/independent-clients.js';
import { type LabPlatform, startLabPlatform } from '../support/lab-platform.js';

export const baseDn = 'dc=amie,dc=test';

/** What every benchmark runs against: a fresh platform beside the lab's servers, with one member and its domain. */
export interface Rig {
  readonly lab: Lab;
  readonly platform: LabPlatform;
  readonly client: Client;
  readonly mail: MailServer;
}

export const member = 'la-recre';
export const domain = 'larecre.test';

export async function startRig(): Promise<Rig> {
  // One folder for each lab: two may be measured on one machine.
  const platform = await startLabPlatform(lab, { stateFolder: `/var/lib/${lab.settings.prefix}-bench` });
  const { client } = platform;
  await addLabServers(client, lab);
  await addMember(client, 'La Récré', member);
  await addProvedDomain(client, lab, member, domain);
  const ca = readFileSync(path.join(lab.credentials, 'ca/ca.pem'), 'utf8');
  return { lab, platform, client, mail: { address: lab.address('mail1'), name: lab.hostName('mail1'), ca } };
}

let made = 0;

/** The own e-mails of the next people that `addPerson` will make. */
export function nextOwnEmails(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `radis${made + 1 + index}@ailleurs.test`);
}

/** Adds one person and waits for the end of the task as its events tell it; the task's id and the person's address. */
export async function addPerson(
  client: Client,
  to = member,
  toDomain = domain,
): Promise<{ id: string; address: string }> {
  made += 1;
  const body = {
    givenName: 'Radis',
    familyName: `Noir ${letters(made)}`,
    ownEmail: `radis${made}@ailleurs.test`,
    domain: toDomain,
  };
  const answer = await client.send<{ task: { id: string }; person: { id: string; address: string } }>(
    'POST',
    `/members/${to}/people`,
    { body },
  );
  await ended(client, answer.body.task.id);
  return answer.body.person;
}

/** Waits for the end of a task on its event stream; throws when it failed. */
export async function ended(client: Client, task: string): Promise<void> {
  for await (const event of client.events(`/tasks/${task}/events`)) {
    const { code } = JSON.parse(event.data) as { code: string };
    if (code === 'task-done') return;
    if (code === 'task-failed') throw new Error(`the task ${task} failed`);
  }
}

/** Waits until that many resources of a task are applied (or ready). */
export async function applied(client: Client, task: string, wanted: number): Promise<void> {
  for (;;) {
    const { body } = await client.get<TaskSeen>(`/tasks/${task}`);
    const left = wanted - body.progress.applied - body.progress.ready;
    if (left <= 0) return;
    if (body.progress.failed > 0)
      throw new Error(`the task ${task} has failures: ${JSON.stringify(body.failures.slice(0, 3))}`);
    // Asking costs the platform something too: seldom while much is left, so that asking is not what is measured.
    await new Promise(resolve => setTimeout(resolve, Math.min(1000, Math.max(50, left / 10))));
  }
}

/** Imports made-up people, all of whom belong to the given member; the task and how many resources it has. */
export async function importPeople(client: Client, count: number, to = member, toDomain = domain): Promise<string> {
  const sent = { bytes: Buffer.from(peopleTable(count)), contentType: 'text/csv' };
  const path = `/members/${to}/imports?domain=${toDomain}`;
  const checked = await client.send<{ id: string }>('POST', path, sent);
  const { body } = await client.send<{ task: { id: string } }>('POST', `/imports/${checked.body.id}/approve`);
  return body.task.id;
}

function peopleTable(count: number): string {
  const rows = Array.from({ length: count }, () => {
    made += 1;
    return `Navet;Doré ${letters(made)};navet${made}@ailleurs.test`;
  });
  return `Prénom;Nom;E-mail personnel\n${rows.join('\n')}\n`;
}

/** A number as letters: names hold no digits. */
function letters(value: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 26)) text = String.fromCharCode(97 + (rest % 26)) + text;
  return text;
}

/** A bare LDAP connection with the worker's own account: the raw limit everything is compared with. */
export async function bareDirectory(): Promise<LdapClient> {
  const ca = readFileSync(path.join(lab.credentials, 'ca/ca.pem'), 'utf8');
  const client = new LdapClient({
    url: `ldaps://${lab.address('dir1')}`,
    tlsOptions: { ca, servername: lab.hostName('dir1') },
  });
  const password = readFileSync(path.join(lab.credentials, 'directory/dir1/worker-password'), 'utf8').trim();
  await client.bind(`cn=amie-worker,ou=services,${baseDn}`, password);
  return client;
}

/** The same two writes a mailbox costs, as the worker sends them: the account's add, then the mail attributes' modify. */
export async function addRaw(client: LdapClient, slug: string, uid: string): Promise<void> {
  const dn = `uid=${uid},ou=people,o=${slug},${baseDn}`;
  await client.add(dn, {
    objectClass: ['inetOrgPerson', 'amieAccount'],
    uid,
    cn: `Navet ${uid}`,
    sn: uid,
    givenName: 'Navet',
    displayName: `Navet ${uid}`,
    preferredLanguage: 'fr',
    amieState: 'active',
    amieDirectoryGeneration: '1',
  });
  const changes = [
    change('add', 'objectClass', 'amieMailbox'),
    change('replace', 'mail', `${uid}@${slug}.test`),
    change('replace', 'amieMailAddress', `${uid}@${slug}.test`),
    change('replace', 'amieMailAlias'),
    change('replace', 'amieMailForward'),
    change('replace', 'amieMailKeepsCopy', 'TRUE'),
    change('replace', 'amieMailQuota', '1048576'),
    change('replace', 'amieMailStore', uid),
    change('replace', 'amieMailState', 'open'),
    change('replace', 'amieMailGeneration', '1'),
  ];
  await client.modify(dn, changes, new AssertionControl(notNewerThan('amieMailGeneration', 1n)));
}

function change(operation: 'add' | 'replace', type: string, ...values: string[]): Change {
  return new Change({ operation, modification: new Attribute({ type, values }) });
}

/** The subtree the raw writes go to. */
export async function addRawUnit(client: LdapClient, slug: string): Promise<void> {
  const unit = {
    objectClass: ['organization', 'amieUnit'],
    o: slug,
    amieState: 'active',
    amieDirectoryGeneration: '1',
  };
  await client.add(`o=${slug},${baseDn}`, unit);
  await client.add(`ou=people,o=${slug},${baseDn}`, { objectClass: 'organizationalUnit', ou: 'people' });
}
