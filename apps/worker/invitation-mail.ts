import type { InvitationToSend } from '@amie/database';

export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Words {
  readonly subject: string;
  readonly greeting: string;
  readonly what: string;
  readonly how: string;
  readonly button: string;
  readonly until: string;
  readonly stranger: string;
}

/** The mail that brings a person's activation link, in the person's language; plain text and the same as simple HTML. */
export function renderInvitation(invitation: InvitationToSend, link: string, timezone: string): Mail {
  const words = invitation.language === 'fr' ? french(invitation, timezone) : english(invitation, timezone);
  return { subject: words.subject, text: asText(words, link), html: asHtml(invitation.language, words, link) };
}

function french({ givenName, memberName, address, expiresAt }: InvitationToSend, timezone: string): Words {
  return {
    subject: `Votre adresse ${address} est prête`,
    greeting: `Bonjour ${givenName},`,
    what: `${memberName} vous a ouvert une adresse de courrier : ${address}. Elle fonctionne déjà.`,
    how: 'Il ne reste qu’à choisir votre mot de passe, que personne d’autre ne connaîtra :',
    button: 'Choisir mon mot de passe',
    until: `Ce lien sert une fois, jusqu’au ${dateIn('fr-FR', expiresAt, timezone)}. Passé ce jour, la même page vous en enverra un autre.`,
    stranger: 'Si ce message ne vous dit rien, ignorez-le : sans mot de passe choisi, personne n’entre.',
  };
}

function english({ givenName, memberName, address, expiresAt }: InvitationToSend, timezone: string): Words {
  return {
    subject: `Your address ${address} is ready`,
    greeting: `Hello ${givenName},`,
    what: `${memberName} opened a mail address for you: ${address}. It already works.`,
    how: 'All that is left is to choose your password, which nobody else will know:',
    button: 'Choose my password',
    until: `This link serves once, until ${dateIn('en-GB', expiresAt, timezone)}. After that day, the same page will send you another.`,
    stranger: 'If this message means nothing to you, ignore it: until a password is chosen, nobody gets in.',
  };
}

function dateIn(locale: string, date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone }).format(date);
}

function asText({ greeting, what, how, until, stranger }: Words, link: string): string {
  return `${[greeting, what, how, link, until, stranger].join('\n\n')}\n`;
}

function asHtml(language: string, words: Words, link: string): string {
  const paragraph = (text: string) => `<p>${escaped(text)}</p>`;
  const button = `<p><a href="${escaped(link)}">${escaped(words.button)}</a></p><p>${escaped(link)}</p>`;
  const body = [paragraph(words.greeting), paragraph(words.what), paragraph(words.how), button];
  body.push(paragraph(words.until), paragraph(words.stranger));
  const head = `<head><meta charset="utf-8"><title>${escaped(words.subject)}</title></head>`;
  const style = 'font-family:sans-serif;font-size:16px;line-height:1.5;max-width:36em';
  return `<!doctype html><html lang="${language}">${head}<body style="${style}">${body.join('')}</body></html>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, letter => entities[letter] ?? letter);
}
