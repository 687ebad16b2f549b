// The story of `npm run demo`: a member's 25 people, from a pasted list to mail that works, on the lab's real servers.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { lab } from '../lab/lab-client.js';
import { activate, type Invited, readInvitation, useEverywhere } from '../support/activation.js';
import {
  addLabServers,
  addMember,
  addProvedDomain,
  finish,
  inParallel,
  type TaskSeen,
} from '../support/association.js';
import type { MailServer } from '../support/independent-clients.js';
import { type LabPlatform, startLabPlatform } from '../support/lab-platform.js';
import { projectRoot } from '../support/project-root.js';
import { proveBackup } from './backup.js';
import { Narrator } from './narrator.js';
import { shareDays } from './shares.js';
import { openSite } from './site.js';

const isCheck = process.argv.includes('--check');
const startedAt = Number(process.argv.find(word => word.startsWith('--started='))?.split('=')[1] ?? Date.now());
const narrator = new Narrator(startedAt);
const domain = 'larecre.test';
const table = readFileSync(path.join(projectRoot, 'test/demo/people.csv'));

interface Plan {
  readonly sentence: string;
  readonly text: string;
  readonly changes: readonly unknown[];
}
interface ImportSeen {
  readonly id: string;
  readonly plan: Plan;
  readonly bad: readonly unknown[];
}
interface PersonSeen extends Invited {
  readonly isReady: boolean;
  readonly status: string;
}

const members = [
  { name: 'La Récré', slug: 'la-recre' },
  { name: 'Le Fournil partagé', slug: 'le-fournil' },
  { name: 'Les Amis du parc', slug: 'les-amis-du-parc' },
];

async function tell(platform: LabPlatform): Promise<boolean> {
  const { client } = platform;
  await addLabServers(client, lab);
  for (const member of members) await addMember(client, member.name, member.slug);
  await addProvedDomain(client, lab, 'la-recre', domain);
  narrator.say(
    `trois associations existent ; le domaine ${domain} est prouvé par le DNS`,
    `three members exist; the domain ${domain} is proved by DNS`,
  );
  const checked = await paste(platform);
  narrator.say(`liste collée : ${checked.plan.sentence}`, `list pasted: ${checked.plan.sentence}`);
  if (!(await isApproved())) return false;
  const people = await provision(platform, checked.id);
  const activated = await activateAll(platform, people);
  const secondRunChanges = await runAgain(platform);
  const isServed = await openSite(platform, lab, narrator, domain);
  const isProven = await proveBackup(platform, lab, narrator);
  const isShared = await shareDays(platform, narrator);
  return report(platform, people, activated, secondRunChanges, isServed && isProven && isShared);
}

/** The whole table is checked before the first write: what comes back is a plan, and nothing else has happened. */
async function paste({ client }: LabPlatform): Promise<ImportSeen> {
  const sent = { bytes: table, contentType: 'text/csv' };
  return (await client.send<ImportSeen>('POST', '/members/la-recre/imports', sent)).body;
}

async function isApproved(): Promise<boolean> {
  if (isCheck || !process.stdin.isTTY) return true;
  const question = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await question.question(`          ${narrator.pick('Approuver ? [O/n] ', 'Approve? [Y/n] ')}`);
  question.close();
  return !/^n/i.test(answer.trim());
}

let provisionedIn = 0;

async function provision({ client }: LabPlatform, id: string): Promise<PersonSeen[]> {
  const begun = performance.now();
  const { body } = await client.send<{ task: { id: string } }>('POST', `/imports/${id}/approve`);
  const done: TaskSeen = await finish(client, body.task.id);
  provisionedIn = (performance.now() - begun) / 1000;
  narrator.say(
    `approuvé : ${done.progress.ready} éléments en place, chaque boîte essayée, en ${provisionedIn.toFixed(1)} s`,
    `approved: ${done.progress.ready} things in place, each mailbox probed, in ${provisionedIn.toFixed(1)} s`,
  );
  const people: PersonSeen[] = [];
  for await (const person of client.list<PersonSeen>('/members/la-recre/people'))
    people.push({ ...person, slug: 'la-recre' });
  return people;
}

const passwordElsewhere = randomBytes(12).toString('base64url');

async function activateAll(platform: LabPlatform, people: readonly PersonSeen[]): Promise<number> {
  const bar = narrator.bar('activations', 'activations', people.length);
  const mail: MailServer = {
    address: lab.address('mail1'),
    name: lab.hostName('mail1'),
    ca: readFileSync(path.join(lab.credentials, 'ca/ca.pem'), 'utf8'),
  };
  const outcomes = await inParallel(people, 4, async person => {
    const password = `${randomBytes(6).toString('base64url')}-${randomBytes(6).toString('base64url')}`;
    try {
      await activate(await readInvitation(lab, person, passwordElsewhere), password);
      await useEverywhere(lab, mail, person, password);
      return true;
    } catch (error) {
      narrator.write(`          ${person.address}: ${(error as Error).message}`);
      return false;
    } finally {
      bar.increment();
    }
  });
  bar.stop();
  const activated = outcomes.filter(Boolean).length;
  narrator.say(
    `${activated} personnes ont lu leur invitation, choisi un mot de passe et ouvert IMAP, SMTP et LDAP avec lui`,
    `${activated} people read their invitation, chose a password and opened IMAP, SMTP and LDAP with it`,
  );
  return activated;
}

/** The same list again, and a look at everything on both servers: neither may find anything to do. */
async function runAgain(platform: LabPlatform): Promise<number> {
  const before = await directoryDigest();
  const again = await paste(platform);
  const { body } = await platform.client.send<{ task: { id: string } }>('POST', `/imports/${again.id}/approve`);
  await finish(platform.client, body.task.id);
  const isSame = (await directoryDigest()) === before;
  const changes = again.plan.changes.length + (isSame ? 0 : 1);
  narrator.say(
    `la même liste une seconde fois : ${changes} changement`,
    `the same list a second time: ${changes} changes`,
  );
  return changes;
}

/** Everything the directory holds, sign-in traces apart. */
async function directoryDigest(): Promise<string> {
  const ldif = await lab.exec('dir1', ['slapcat', '-n', '1', '-o', 'ldif-wrap=no']);
  const lasting = ldif.split('\n').filter(line => !/^(authTimestamp|pwd\w+|contextCSN|entryCSN|modif\w+):/.test(line));
  return createHash('sha256').update(lasting.join('\n')).digest('hex');
}

function report(
  platform: LabPlatform,
  people: readonly PersonSeen[],
  activated: number,
  secondRunChanges: number,
  isRestFine: boolean,
): boolean {
  const probed = people.filter(person => person.isReady).length;
  const ok = people.length === 25 && probed === 25 && activated === 25 && secondRunChanges === 0 && isRestFine;
  narrator.write('');
  narrator.write(`  ${people.map(person => person.address).join('\n  ')}`);
  narrator.write('');
  if (!isCheck) {
    const url = platform.url;
    const token = path.join(platform.stateFolder, 'token');
    narrator.say('à vous :', 'try it yourself:');
    narrator.write(
      `\n  AMIE_URL=${url} AMIE_TOKEN_FILE=${token} npm run --silent amie -- people list --member la-recre\n`,
    );
  }
  const seconds = Number(narrator.seconds.toFixed(1));
  const line = {
    ok,
    members: members.length,
    mailboxes: people.length,
    probed,
    activated,
    seconds,
    secondRunChanges,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  return ok;
}

async function stay(): Promise<void> {
  narrator.say(
    'tout tourne ; Ctrl-C arrête et efface la démonstration',
    'everything is running; Ctrl-C stops and wipes the demo',
  );
  await new Promise<void>(resolve => process.once('SIGINT', resolve).once('SIGTERM', resolve));
}

function outsideMailboxes(): Promise<void> {
  const addresses = table.toString('utf8').matchAll(/;([a-z0-9.]+@ailleurs\.test);/g);
  return lab.outsideMailboxes(new Map([...addresses].map(([, address = '']) => [address, passwordElsewhere])));
}

const [platform] = await Promise.all([
  startLabPlatform(lab, { stateFolder: '/var/lib/amie-demo', language: narrator.pick('fr', 'en') }),
  outsideMailboxes(),
]);
narrator.say('les serveurs, la base, l’API et le worker tournent', 'servers, database, API and worker are running');
let isFine = false;
try {
  isFine = await tell(platform);
  if (isFine && !isCheck) await stay();
} catch (error) {
  narrator.write((error as Error).stack ?? String(error));
} finally {
  await platform.stop();
  await lab.down();
}
process.exit(isFine ? 0 : 1);
