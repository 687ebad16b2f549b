import type { Lab } from '../lab/lab-client.js';
import { type MailServer, submitMail, waitForMessage, whoAmI } from './independent-clients.js';

/** One person's way in: invited outside, activated on the page, signed in everywhere. */
export interface Invited {
  readonly uid: string;
  readonly slug: string;
  readonly address: string;
  readonly ownEmail: string;
}

export const outsideServer = (lab: Lab): MailServer => ({
  address: lab.address('out1'),
  name: lab.hostName('out1'),
  ca: lab.outsideCertificate,
});

/** The activation link of the newest invitation in the person's own mailbox elsewhere. */
export async function readInvitation(lab: Lab, person: Invited, password: string): Promise<string> {
  const signIn = { login: person.ownEmail, password };
  const message = await waitForMessage(outsideServer(lab), signIn, seen => seen.subject.includes(person.address));
  // The text part may be quoted-printable: undo its soft line ends and its only escape a link can hold.
  const text = message.source.replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  const link = text.match(/https?:\/\/[^\s"<>]+\/activation\/[A-Za-z0-9_-]+/)?.[0];
  if (!link) throw new Error(`the invitation to ${person.ownEmail} holds no link`);
  return link;
}

/** Opens the page as a browser would, fills its form, sends it; answers the page that follows. */
export async function activate(link: string, password: string): Promise<string> {
  const page = await fetch(link);
  const html = await page.text();
  if (!page.ok) throw new Error(`the activation page answered ${page.status}`);
  const form = new URLSearchParams();
  for (const [, attributes = ''] of html.matchAll(/<input\b([^>]*)>/g)) {
    const name = attributes.match(/\bname="([^"]+)"/)?.[1];
    const isPassword = /\btype="password"/.test(attributes);
    if (name) form.set(name, isPassword ? password : (attributes.match(/\bvalue="([^"]*)"/)?.[1] ?? ''));
  }
  const action = html.match(/<form\b[^>]*\baction="([^"]+)"/)?.[1] ?? link;
  const answer = await fetch(new URL(action, link), { method: 'POST', body: form });
  const done = await answer.text();
  if (!answer.ok) throw new Error(`activation answered ${answer.status}: ${textOf(done)}`);
  return done;
}

function textOf(html: string): string {
  const body = html.slice(Math.max(0, html.indexOf('<main')));
  return body
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

/** Uses the one password for IMAP, SMTP and LDAP; throws on the first that refuses it. */
export async function useEverywhere(lab: Lab, mail: MailServer, person: Invited, password: string): Promise<void> {
  const signIn = { login: person.address, password };
  const subject = `to myself, ${person.uid}`;
  await submitMail(mail, signIn, { from: person.address, to: person.address, subject });
  await waitForMessage(mail, signIn, seen => seen.subject === subject);
  const dn = `uid=${person.uid},ou=people,o=${person.slug},dc=amie,dc=test`;
  const known = await whoAmI(lab, 'dir1', dn, password);
  if (known.toLowerCase() !== `dn:${dn}`) throw new Error(`the directory knows ${person.address} as ${known}`);
}
