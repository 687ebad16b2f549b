import { change } from '../change.js';
import { CommandFailure } from '../exit-codes.js';
import type { Output } from '../output.js';
import { type Person, personPath } from '../people.js';
import type { Terminal } from '../terminal.js';

/**
 * Invites a person. Again only with --resend: whoever has chosen a password, as the new link sets another, and whoever
 * has a link that is still good, as it would die.
 */
export async function invitePerson(
  terminal: Terminal,
  { resend = false }: { readonly resend?: boolean },
  reference: string,
): Promise<void> {
  const { client, output } = terminal;
  const { body: person } = await client.get<Person>(personPath(reference));
  const reason = whyNot(person, output);
  if (reason && !resend) throw new CommandFailure(reason);
  const sent = resend ? { body: { resend } } : {};
  const answer = await change<object>(terminal, 'POST', `${personPath(person.id)}/invitations`, sent);
  if (terminal.isDryRun) return;
  output.json(answer);
  output.line(
    `Une invitation part à ${person.ownEmail} ; les liens envoyés avant ne marchent plus.`,
    `An invitation leaves for ${person.ownEmail}; links sent before no longer work.`,
  );
}

/** Why a person needs no invitation, and how to send one all the same. */
function whyNot({ invitation, activatedAt }: Person, output: Output): string {
  if (activatedAt) {
    const at = output.time(activatedAt);
    return output.say(
      `Cette personne a choisi son mot de passe le ${at}. Pour envoyer un lien qui en choisit un autre : --resend`,
      `This person chose a password on ${at}. To send a link that sets another: --resend`,
    );
  }
  const isOpen = invitation?.state === 'sent' && Date.parse(invitation.expiresAt ?? '') > Date.now();
  if (!isOpen) return '';
  const at = output.time(invitation.sentAt);
  return output.say(
    `Une invitation est partie le ${at} et son lien est encore bon. Pour en envoyer une autre : --resend`,
    `An invitation left on ${at} and its link is still good. To send another: --resend`,
  );
}
