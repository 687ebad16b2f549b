import { randomBytes } from 'node:crypto';
import { activate, readInvitation } from '../support/activation.js';
import { inParallel } from '../support/association.js';
import { withImap } from '../support/independent-clients.js';
import { type Figure, figure, timed } from './figure.js';
import { addPerson, member, nextOwnEmails, type Rig } from './rig.js';

const runs = 40;

/** From sending the activation page to an IMAP sign-in with that password. Raw: the sign-in alone, once it is set. */
export async function activation(rig: Rig): Promise<Figure> {
  const elsewhere = randomBytes(12).toString('base64url');
  await rig.lab.outsideMailboxes(new Map(nextOwnEmails(runs).map(address => [address, elsewhere])));
  const people = await inParallel(Array.from({ length: runs }), 1, () => addPerson(rig.client));
  const invited = await Promise.all(
    people.map(async ({ id }) => {
      const { body } = await rig.client.get<{ uid: string; address: string; ownEmail: string }>(`/people/${id}`);
      return { ...body, slug: member };
    }),
  );
  const ours: number[] = [];
  const raw: number[] = [];
  for (const person of invited) {
    const link = await readInvitation(rig.lab, person, elsewhere);
    const password = randomBytes(12).toString('base64url');
    const signIn = () => withImap(rig.mail, { login: person.address, password }, async () => undefined);
    ours.push(
      await timed(async () => {
        await activate(link, password);
        await signIn();
      }),
    );
    raw.push(await timed(signIn));
  }
  return figure('activation', 'ms', ours, raw);
}
