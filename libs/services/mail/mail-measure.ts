import type { Key, Measurement, Reading } from '@amie/reconcile';
import { type DirectoryConnection, type DirectoryEntry, equals } from '@amie/servers';
import { sourceOf } from '../measured.js';
import { memberOf } from '../member-tree.js';
import type { MailAgent, MailMeters } from './agent-verbs.js';
import { domainKey } from './shape.js';

/** What the directory says of one domain: how many mailboxes should be readable, and the stores that lie aside. */
interface Expected {
  readonly key: Key;
  readonly domain: string;
  open: number;
  readonly aside: string[];
}

/**
 * Storage and mailboxes by domain, what is set aside included, and messages sent by day. A domain of which a mailbox
 * could not be read is absent; one without any holds nothing.
 */
export async function measureMail(directory: DirectoryConnection, agent: MailAgent): Promise<Measurement> {
  // Before the mail server is asked: a mailbox made meanwhile is then one too many there, and not one that is missing.
  const expected = await expectedDomains(directory);
  const answer = await agent.meters();
  const asideKib = await agent.asideKib(expected.flatMap(({ aside }) => aside));
  const readings = expected.flatMap(one => [
    { meter: 'mail.storage', key: one.key, value: storageOf(one, answer, asideKib) },
    { meter: 'mail.boxes', key: one.key, value: BigInt(one.open + one.aside.length) },
    ...sentBy(one, answer),
  ]);
  return { readings, ...sourceOf(answer, 'mail.storage') };
}

function storageOf(one: Expected, { domains }: MailMeters, asideKib: ReadonlyMap<string, bigint>): Reading['value'] {
  const seen = domains[one.domain] ?? { usedKib: 0, boxes: 0 };
  if (seen.boxes < one.open) return 'absent';
  const aside = one.aside.map(store => asideKib.get(store));
  if (aside.includes(undefined)) return 'absent';
  return aside.reduce<bigint>((sum, kib) => sum + (kib ?? 0n), BigInt(seen.usedKib));
}

const sentBy = ({ key, domain }: Expected, { sent }: MailMeters): readonly Reading[] =>
  Object.entries(sent).map(([day, counts]) => ({ meter: 'mail.sent', key, value: BigInt(counts[domain] ?? 0), day }));

async function expectedDomains(directory: DirectoryConnection): Promise<readonly Expected[]> {
  const byKey = new Map<Key, Expected>();
  const at = (dn: string, domain: unknown): Expected | undefined => {
    const slug = memberOf(dn, directory.baseDn);
    if (!slug || typeof domain !== 'string') return undefined;
    const key = domainKey({ slug, domain: domain.toLowerCase() });
    const known = byKey.get(key) ?? { key, domain: domain.toLowerCase(), open: 0, aside: [] };
    byKey.set(key, known);
    return known;
  };
  for (const entry of await entriesOf(directory, 'amieMailDomain', ['associatedDomain']))
    at(entry.dn, entry.value('associatedDomain'));
  const wanted = ['amieMailAddress', 'amieMailState', 'amieMailStore'];
  for (const entry of await entriesOf(directory, 'amieMailbox', wanted)) {
    const domain = at(entry.dn, domainOf(entry));
    if (!domain) continue;
    if (entry.value('amieMailState') === 'open') domain.open += 1;
    else domain.aside.push(storeOf(entry));
  }
  return [...byKey.values()];
}

function entriesOf(directory: DirectoryConnection, objectClass: string, attributes: readonly string[]) {
  const filter = equals('objectClass', objectClass);
  return directory.searchPaged({ base: directory.baseDn, scope: 'sub', filter, attributes });
}

/** Empty when the entry names none: nothing then tells what it holds. */
function storeOf(entry: DirectoryEntry): string {
  const store = entry.value('amieMailStore');
  return typeof store === 'string' ? store : '';
}

function domainOf(entry: DirectoryEntry): string | undefined {
  const address = entry.value('amieMailAddress');
  return typeof address === 'string' ? address.slice(address.lastIndexOf('@') + 1) : undefined;
}
