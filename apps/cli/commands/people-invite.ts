import { change } from '../change.js';
import { CommandFailure } from '../exit-codes.js';
import { type Person, personPath } from '../people.js';
import type { Terminal } from '../terminal.js';

/** Invites a person; one whose invitation is still good is invited again only with --resend, as its link would die. */
export async function invitePerson(
  terminal: Terminal,
  options: { readonly resend?: boolean },
  reference: string,
): Promise<void> {
  const { client, output } = terminal;
  const { body: person } = await client.get<Person>(personPath(reference));
  const { invitation } = person;
  const isOpen = invitation?.state === 'sent' && Date.parse(invitation.expiresAt ?? '') > Date.now();
  if (isOpen && !options.resend) {
    const sent = output.time(invitation.sentAt);
    throw new CommandFailure(
      output.say(
        `Une invitation est partie le ${sent} et son lien est encore bon. Pour en envoyer une autre : --resend`,
        `An invitation left on ${sent} and its link is still good. To send another: --resend`,
      ),
    );
  }
  const answer = await change<object>(terminal, 'POST', `${personPath(person.id)}/invitations`);
  if (terminal.isDryRun) return;
  output.json(answer);
  output.line(
    `Une invitation part à ${person.ownEmail} ; les liens envoyés avant ne marchent plus.`,
    `An invitation leaves for ${person.ownEmail}; links sent before no longer work.`,
  );
}
