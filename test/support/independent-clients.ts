import { connect } from 'node:tls';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import type { Lab, LabServer } from '../lab/lab-client.js';

// Clients that share no code with the product: what they see is what a phone or a mail program would.

export interface SignIn {
  readonly login: string;
  readonly password: string;
}

export interface MailServer {
  readonly address: string;
  readonly name: string;
  /** PEM of the authority (or of the certificate itself) that signs for it. */
  readonly ca: string;
}

export interface SeenMessage {
  readonly uid: number;
  readonly subject: string;
  readonly from: string;
  readonly source: string;
}

/** Signs in over IMAPS, does the work, signs out. Throws when the sign-in is refused. */
export async function withImap<Result>(
  server: MailServer,
  signIn: SignIn,
  work: (client: ImapFlow) => Promise<Result>,
): Promise<Result> {
  const client = new ImapFlow({
    host: server.address,
    port: 993,
    secure: true,
    tls: { ca: server.ca, servername: server.name },
    auth: { user: signIn.login, pass: signIn.password },
    logger: false,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.logout().catch(() => client.close());
  }
}

/** Every message of the inbox, oldest first. */
export function readInbox(server: MailServer, signIn: SignIn): Promise<SeenMessage[]> {
  return withImap(server, signIn, async client => {
    const lock = await client.getMailboxLock('INBOX');
    try {
      const messages: SeenMessage[] = [];
      for await (const message of client.fetch('1:*', { uid: true, envelope: true, source: true })) {
        const from = message.envelope?.from?.[0]?.address ?? '';
        const subject = message.envelope?.subject ?? '';
        messages.push({ uid: message.uid, subject, from, source: message.source?.toString('utf8') ?? '' });
      }
      return messages;
    } finally {
      lock.release();
    }
  });
}

/** Waits for a message of the inbox that satisfies the condition; throws after the deadline. */
export async function waitForMessage(
  server: MailServer,
  signIn: SignIn,
  wanted: (message: SeenMessage) => boolean,
  deadlineMs = 20_000,
): Promise<SeenMessage> {
  for (const end = performance.now() + deadlineMs; ; ) {
    const found = (await readInbox(server, signIn)).findLast(wanted);
    if (found) return found;
    if (performance.now() > end) throw new Error(`no such message for ${signIn.login} in ${deadlineMs} ms`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
}

/** Submits a message on port 587 with STARTTLS, signed in; throws what the server refuses. */
export async function submitMail(server: MailServer, signIn: SignIn, letter: Letter): Promise<void> {
  const transport = createTransport({
    host: server.address,
    port: 587,
    requireTLS: true,
    tls: { ca: server.ca, servername: server.name },
    auth: { user: signIn.login, pass: signIn.password },
  });
  await transport.sendMail({ text: 'x', ...letter, envelope: { from: letter.from, to: letter.to } });
  transport.close();
}

/** Hands a message to port 25 as another mail server would; throws what the server refuses. */
export async function deliverFromOutside(server: MailServer, letter: Letter): Promise<void> {
  const transport = createTransport({ host: server.address, port: 25, ignoreTLS: true });
  // Mail servers announce the size (RFC 1870): that is how a full mailbox is refused at the door.
  const envelope = { from: letter.from, to: letter.to, size: (letter.text ?? 'x').length };
  await transport.sendMail({ text: 'x', ...letter, envelope });
  transport.close();
}

/** The DN the directory knows the person by, signed in with the password over LDAPS; throws when it is refused. */
export async function whoAmI(lab: Lab, server: LabServer, dn: string, password: string): Promise<string> {
  // OpenLDAP's own client, on the directory server itself. `cat` makes a pipe of whatever standard input is: a socket
  // cannot be opened by name.
  const script = 'cat | LDAPTLS_CACERT=/etc/ssl/certs/ca-certificates.crt ldapwhoami -x -H "$1" -D "$2" -y /dev/stdin';
  const argv = ['sh', '-c', script, 'whoami', `ldaps://${lab.hostName(server)}`, dn];
  return (await lab.exec(server, argv, { stdin: password })).trim();
}

/** Whether a TLS server shows a certificate of this authority under its name. */
export function showsCertificate(server: MailServer, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect({ host: server.address, port, ca: server.ca, servername: server.name }, () => {
      resolve(socket.authorized);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
  });
}
