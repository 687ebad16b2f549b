import type { Desired, Key, ProbeResult } from '@amie/reconcile';
import { allOf, anyOf, type DirectoryConnection, equals, type SmtpConnection, type SmtpReply } from '@amie/servers';
import { randomBytes } from 'node:crypto';
import type { MailAgent } from './agent-verbs.js';
import type { DomainSpec, MailboxSpec, SharedAddressSpec } from './shape.js';

/** Domain of mail stores, reached by the platform alone: no forward and no rule of the owner sees what it carries. */
const storeDomain = 'store.amie.internal';
/** Longest wait for a message that the server has accepted. */
const deliveryMilliseconds = 5_000;
/** What Postfix delivers in one go (`lmtp_destination_recipient_limit`). */
const recipientsPerMessage = 50;

export type Results = Map<Key, ProbeResult>;

export interface ProbeTools {
  readonly directory: DirectoryConnection;
  readonly agent: MailAgent;
  /** Good for minutes, so asked for once in a while only. */
  readonly ticket: () => Promise<string>;
  readonly smtp: () => Promise<SmtpConnection>;
}

/**
 * Delivers a message to each store, reads it as its user would and removes exactly it; meanwhile checks that the entry
 * lets its owner sign in and that mail to each of its addresses comes there.
 */
export async function probeMailboxes(tools: ProbeTools, wanted: readonly Desired<MailboxSpec>[]): Promise<Results> {
  if (wanted.length === 0) return new Map();
  const results: Results = new Map();
  const messages = await deliver(tools, wanted, results);
  // Asked while the messages are on their way. A mailbox that is opened at the very moment of its first delivery is
  // being made by both sides, and Dovecot then shows that message a second or two later.
  const [entries, routes] = await Promise.all([
    findSignIns(tools.directory, wanted),
    tools.agent.resolve(wanted.flatMap(({ spec }) => [spec.address, ...spec.extraAddresses])),
  ]);
  for (const message of messages) await readBack(tools.agent, message, results);
  const judge = ({ key, spec }: Desired<MailboxSpec>): ProbeResult => {
    if (entries.get(spec.address) !== spec.store) return broken('the directory entry does not let its owner sign in');
    const lost = [spec.address, ...spec.extraAddresses].find(address => !isRouted(spec, routes.get(address) ?? []));
    if (lost) return broken(`mail to ${lost} does not arrive here`);
    return results.get(key) ?? { outcome: 'unknown', detail: 'no answer about the message' };
  };
  return new Map(wanted.map(one => [one.key, judge(one)]));
}

/** Mail to a shared address must end somewhere. */
export async function probeSharedAddresses(
  agent: MailAgent,
  wanted: readonly Desired<SharedAddressSpec>[],
): Promise<Results> {
  if (wanted.length === 0) return new Map();
  const routes = await agent.resolve(wanted.map(({ spec }) => spec.address));
  return new Map(
    wanted.map(({ key, spec }) => {
      // Without anybody in it there is nobody to reach: that is what was asked for.
      const isReached = spec.targets.length === 0 || (routes.get(spec.address) ?? []).length > 0;
      return [key, isReached ? { outcome: 'ready' } : broken('mail to it reaches nobody')];
    }),
  );
}

/** Mail for a domain must be accepted. */
export async function probeDomains(agent: MailAgent, wanted: readonly Desired<DomainSpec>[]): Promise<Results> {
  if (wanted.length === 0) return new Map();
  const accepted = await agent.accepts(wanted.map(({ spec }) => spec.domain));
  return new Map(
    wanted.map(({ key, spec }) => [
      key,
      accepted.get(spec.domain) ? { outcome: 'ready' } : broken('mail for the domain is refused'),
    ]),
  );
}

/** One message on its way to several mailboxes, known by its token. */
interface Sent {
  readonly token: string;
  readonly to: readonly Desired<MailboxSpec>[];
}

async function deliver(
  tools: ProbeTools,
  wanted: readonly Desired<MailboxSpec>[],
  results: Results,
): Promise<readonly Sent[]> {
  const [secret, smtp] = await Promise.all([tools.ticket(), tools.smtp()]);
  const messages: Sent[] = [];
  for (let from = 0; from < wanted.length; from += recipientsPerMessage) {
    const some = wanted.slice(from, from + recipientsPerMessage);
    const token = randomBytes(12).toString('hex');
    const replies = await smtp.deliver(some.map(storeAddress), probeMessage(secret, token));
    messages.push({ token, to: some.filter(one => noteRefusal(results, one, replies.get(storeAddress(one)))) });
  }
  return messages;
}

/** Whether the message is on its way; otherwise what the server said to it becomes the result. */
function noteRefusal(results: Results, { key }: Desired, reply?: SmtpReply): boolean {
  if (reply?.isAccepted) return true;
  if (!reply) results.set(key, { outcome: 'unknown', detail: 'no reply to the recipient' });
  else if (reply.code === 552) results.set(key, { outcome: 'full' });
  else if (reply.code >= 500) results.set(key, broken(reply.text));
  else results.set(key, { outcome: 'unknown', detail: reply.text });
  return false;
}

async function readBack(agent: MailAgent, { token, to }: Sent, results: Results): Promise<void> {
  if (to.length === 0) return;
  const logins = to.map(one => one.spec.address);
  const found = await agent.readProbes(logins, token, deliveryMilliseconds);
  for (const { key, spec } of to) {
    const seen = found.get(spec.address);
    if (seen === 'read') results.set(key, { outcome: 'ready' });
    else if (seen === 'late') results.set(key, broken(`no delivery within ${deliveryMilliseconds / 1000} s`));
    else if (seen === 'missing') results.set(key, broken('the mail server does not know the mailbox'));
    else results.set(key, { outcome: 'unknown', detail: 'the mailbox could not be read' });
  }
}

/** Store by sign-in name, of the entries that match the filter people sign in by. */
async function findSignIns(
  directory: DirectoryConnection,
  wanted: readonly Desired<MailboxSpec>[],
): Promise<ReadonlyMap<unknown, unknown>> {
  const named = anyOf(...wanted.map(({ spec }) => equals('amieMailAddress', spec.address)));
  const filter = allOf(equals('objectClass', 'amieMailbox'), equals('amieMailState', 'open'), named);
  const attributes = ['amieMailAddress', 'amieMailStore'];
  const entries = await directory.search({ base: directory.baseDn, scope: 'sub', filter, attributes });
  return new Map(entries.map(entry => [entry.value('amieMailAddress'), entry.value('amieMailStore')]));
}

/** Mail that is kept must come to the mailbox; mail that is only forwarded must go somewhere. */
function isRouted(spec: MailboxSpec, targets: readonly string[]): boolean {
  const isKept = spec.forwards.length === 0 || spec.keepsCopy;
  return isKept ? targets.includes(spec.address) : targets.length > 0;
}

const storeAddress = ({ spec }: Desired<MailboxSpec>): string => `${spec.store}@${storeDomain}`;

const broken = (detail: string): ProbeResult => ({ outcome: 'broken', detail });

function probeMessage(secret: string, token: string): string {
  return [
    `X-Amie-Probe: ${secret}-${token}`,
    `From: <probe@${storeDomain}>`,
    `To: <probe@${storeDomain}>`,
    `Message-ID: <${token}@${storeDomain}>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'Subject: probe',
    'Auto-Submitted: auto-generated',
    '',
    'This message checks that the mailbox works and is removed at once.',
    '',
  ].join('\r\n');
}
