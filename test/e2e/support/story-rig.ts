import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Client } from '../../../apps/cli/client.js';
import { type Lab, lab } from '../../lab/lab-client.js';
import { activate, type Invited, readInvitation } from '../../support/activation.js';
import { addLabServers, addMember, addProvedDomain, finish } from '../../support/association.js';
import type { MailServer } from '../../support/independent-clients.js';
import { type LabPlatform, type LabPlatformOptions, startLabPlatform } from '../../support/lab-platform.js';
import { projectRoot } from '../../support/project-root.js';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A platform beside the lab's servers, back at their snapshot, with one member whose domain is proved. */
export interface StoryRig {
  readonly lab: Lab;
  readonly platform: LabPlatform;
  readonly client: Client;
  readonly mail: MailServer;
  readonly member: string;
  readonly domain: string;
  /** Runs `amie …` as a technician would. */
  amie(...words: string[]): Promise<Ended>;
  /** Path of a file with this text, for `amie import`. */
  file(name: string, text: string | Uint8Array): string;
  stop(): Promise<void>;
}

export interface StoryRigOptions extends Partial<LabPlatformOptions> {
  /** False leaves the member without its domain. */
  readonly hasDomain?: boolean;
}

export async function startStory(options: StoryRigOptions = {}): Promise<StoryRig> {
  await lab.reset();
  // Before any invitation leaves: a relay refuses what nobody would receive, and keeps its answer for a while.
  await lab.outsideMailboxes(new Map(ownEmails.map(address => [address, passwordElsewhere])));
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-e2e-'));
  const stateFolder = options.stateFolder ?? path.join('/var/lib', path.basename(folder));
  const platform = await startLabPlatform(lab, { isDurable: false, ...options, stateFolder });
  const { client } = platform;
  const domain = 'larecre.test';
  await addLabServers(client, lab);
  const member = await addMember(client, 'La Récré', 'la-recre');
  if (options.hasDomain !== false) await addProvedDomain(client, lab, member.slug, domain);
  const ca = readFileSync(path.join(lab.credentials, 'ca/ca.pem'), 'utf8');
  return {
    lab,
    platform,
    client,
    mail: { address: lab.address('mail1'), name: lab.hostName('mail1'), ca },
    member: member.slug,
    domain,
    amie: (...words) => runAmie(platform, words),
    file: (name, text) => {
      const place = path.join(folder, name);
      writeFileSync(place, text);
      return place;
    },
    stop: async () => {
      await platform.stop();
      for (const place of [folder, stateFolder]) rmSync(place, { recursive: true, force: true });
    },
  };
}

function runAmie(platform: LabPlatform, words: readonly string[]): Promise<Ended> {
  const main = path.join(projectRoot, 'dist/apps/cli/main.js');
  const env = { ...process.env, AMIE_URL: platform.url, AMIE_TOKEN: platform.token, AMIE_LANG: 'en' };
  return new Promise(resolve => {
    execFile(process.execPath, [main, ...words], { env, maxBuffer: 32 << 20 }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 255) : 0;
      resolve({ code, stdout, stderr });
    }).stdin?.end();
  });
}

/** The mailboxes elsewhere that these stories may name. */
const ownEmails = ['celeri', 'chou', 'navet', 'panais', 'radis', 'tomate'].map(name => `${name}@ailleurs.test`);

/** Of every mailbox of the outside world these stories use. */
export const passwordElsewhere = randomBytes(12).toString('base64url');

/** A person as the API shows one, with what signing in needs. */
export interface PersonSeen extends Invited {
  readonly id: string;
  readonly status: string;
  readonly isReady: boolean;
}

/** Adds one person and waits until the mailbox is ready. */
export async function addReadyPerson(
  rig: StoryRig,
  person: { givenName: string; familyName: string; ownEmail: string; groups?: string[]; limit?: string },
): Promise<PersonSeen> {
  const { body } = await rig.client.send<{ task: { id: string }; person: PersonSeen }>(
    'POST',
    `/members/${rig.member}/people`,
    { body: person },
  );
  await finish(rig.client, body.task.id);
  const seen = await rig.client.get<PersonSeen>(`/people/${body.person.id}`);
  return { ...seen.body, slug: rig.member };
}

/** Reads the person's invitation elsewhere and sets a new password with it; answers the password. */
export async function activatePerson(rig: StoryRig, person: PersonSeen): Promise<string> {
  const password = newPassword();
  await activate(await readInvitation(rig.lab, person, passwordElsewhere), password);
  return password;
}

export const newPassword = (): string =>
  `${randomBytes(6).toString('base64url')}-${randomBytes(6).toString('base64url')}`;

/** Sends a change and waits for the end of its task. */
export async function change(rig: StoryRig, method: 'POST' | 'PATCH', route: string, body?: unknown): Promise<void> {
  const ifMatch = method === 'PATCH' ? (await rig.client.get(route)).etag : undefined;
  const answer = await rig.client.send<{ task: { id: string } }>(method, route, { body, ifMatch });
  await finish(rig.client, answer.body.task.id);
}
