import { createHash } from 'node:crypto';
import { type MailServer, type SignIn, withImap } from './independent-clients.js';

/** Letters that differ from each other, of a few hundred bytes to some kilobytes, as RFC 5322 texts. */
export function* newLetters(count: number, to: string): Generator<string> {
  for (let n = 1; n <= count; n += 1) {
    const lines = ['From: Voisin <voisin@ailleurs.test>', `To: <${to}>`, `Subject: letter ${n}`, ''];
    yield [...lines, ...Array.from({ length: 4 + (n % 60) }, (_, line) => `line ${line} of letter ${n}`), ''].join(
      '\r\n',
    );
  }
}

/** Puts letters into a folder, over several connections as a mail program would not, for it is slow. */
export async function fillFolder(
  server: MailServer,
  signIn: SignIn,
  folder: string,
  letters: readonly string[],
): Promise<void> {
  await withImap(server, signIn, async client => {
    if (folder !== 'INBOX') await client.mailboxCreate(folder);
  });
  const lanes = 4;
  const work = async (lane: number) =>
    withImap(server, signIn, async client => {
      for (let n = lane; n < letters.length; n += lanes) await client.append(folder, letters[n] ?? '', ['\\Seen']);
    });
  await Promise.all(Array.from({ length: lanes }, (_, lane) => work(lane)));
}

/** What a folder holds: how many messages, and one SHA-256 over the sorted SHA-256 of each. Equal, and it is the same mail. */
export interface FolderContent {
  readonly messages: number;
  readonly sha256: string;
}

/** Reads a folder over IMAP, by a client that shares no code with ours. */
export function contentOf(server: MailServer, signIn: SignIn, folder: string): Promise<FolderContent> {
  return withImap(server, signIn, async client => {
    const lock = await client.getMailboxLock(folder, { readOnly: true });
    try {
      const hashes: string[] = [];
      const isEmpty = client.mailbox === false || client.mailbox.exists === 0;
      if (!isEmpty)
        for await (const { source } of client.fetch('1:*', { source: true })) hashes.push(sha256(source ?? ''));
      return { messages: hashes.length, sha256: sha256(hashes.toSorted().join()) };
    } finally {
      lock.release();
    }
  });
}

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');

/** Deletes every message of a folder, for good. */
export async function emptyFolder(server: MailServer, signIn: SignIn, folder: string): Promise<void> {
  await withImap(server, signIn, async client => {
    const lock = await client.getMailboxLock(folder);
    try {
      await client.messageDelete('1:*');
    } finally {
      lock.release();
    }
  });
}

export function foldersOf(server: MailServer, signIn: SignIn): Promise<string[]> {
  return withImap(server, signIn, async client => (await client.list()).map(folder => folder.path));
}
