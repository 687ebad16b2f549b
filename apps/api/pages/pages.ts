import { type Language, passwordMaximum, passwordMinimum } from '@amie/values';
import { Html, html } from './html.js';
import type { Link } from './links.js';
import { pageStyle } from './page-style.js';
import { pageWords } from './words.js';

/** A page and its status; no page names anybody before the link is known. */
export interface Page {
  readonly status: number;
  readonly text: string;
}

/** Where a page is: its language, and the path the language switch and the forms lead to. */
export interface Place {
  readonly language: Language;
  readonly path: string;
}

export interface Refusal {
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

// A browser cuts what is longer without a word, counting an emoji as two: one more than the longest good
// password can hold, so that a longer one is refused by name and never shortened unseen.
const longestTyped = 2 * (passwordMaximum + 1);

/** The name, the address and a form; looking at it uses nothing up, as mail scanners look at every link. */
export function choosePage(place: Place, link: Link, refusal?: Refusal): Page {
  const words = pageWords[place.language];
  const described = refusal ? 'hint problem' : 'hint';
  const main = html`
<h1>${words.chooseTitle}</h1>
<p>${words.hello(link.given_name)}</p>
<p>${words.intro(link.member_name)}</p>
${refusal && problemBox(words.errorTitle, refusal)}
<form method="post" action="${place.path}?lang=${place.language}">
<p><label for="address">${words.yourAddress}</label>
<input id="address" name="username" value="${link.address}" autocomplete="username" readonly></p>
<p><label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="new-password" required minlength="${passwordMinimum}"
 maxlength="${longestTyped}" aria-describedby="${described}"${refusal && html` aria-invalid="true" autofocus`}></p>
<p id="hint">${words.hint(passwordMinimum)}</p>
<p><label for="again">${words.again}</label>
<input id="again" name="again" type="password" autocomplete="new-password" required maxlength="${longestTyped}"></p>
<p><button>${words.save}</button></p>
</form>`;
  return page(place, refusal ? 422 : 200, refusal ? words.errorTitle : words.chooseTitle, main);
}

/** The password is set: what a phone or a mail program needs. */
export function donePage(place: Place, link: Link, mailServer: string, isConfirmed: boolean): Page {
  const words = pageWords[place.language];
  const server = (port: number): Html => html`${mailServer}, ${words.port} ${port}, ${words.security}`;
  const main = html`
<h1>${words.doneTitle}</h1>
<p role="status">${isConfirmed ? words.done : words.almostDone}</p>
<h2>${words.settingsTitle}</h2>
<p>${words.settingsIntro}</p>
<dl>
<dt>${words.user}</dt><dd>${link.address}</dd>
<dt>${words.incoming}</dt><dd>${server(993)}</dd>
<dt>${words.outgoing}</dt><dd>${server(465)}</dd>
</dl>`;
  return page(place, 200, words.doneTitle, main);
}

export function usedPage(place: Place): Page {
  const words = pageWords[place.language];
  return page(
    place,
    410,
    words.usedTitle,
    html`<h1>${words.usedTitle}</h1><p>${words.used}</p><p>${words.usedNext}</p>`,
  );
}

/** An expired or replaced link renews itself: one button, and a new mail goes to the same address. */
export function expiredPage(place: Place, isReplaced: boolean): Page {
  const words = pageWords[place.language];
  const main = html`
<h1>${words.expiredTitle}</h1>
<p>${isReplaced ? words.replaced : words.expired}</p>
<form method="post" action="${place.path}/renew?lang=${place.language}"><p><button>${words.renew}</button></p></form>`;
  return page(place, 410, words.expiredTitle, main);
}

export function renewedPage(place: Place, ownEmail: string): Page {
  const words = pageWords[place.language];
  const main = html`<h1>${words.renewedTitle}</h1><p role="status">${words.renewed(masked(ownEmail))}</p>`;
  return page(place, 200, words.renewedTitle, main);
}

export function unknownPage(place: Place): Page {
  const words = pageWords[place.language];
  return page(place, 404, words.unknownTitle, html`<h1>${words.unknownTitle}</h1><p>${words.unknown}</p>`);
}

export function closedPage(place: Place): Page {
  const words = pageWords[place.language];
  return page(place, 410, words.closedTitle, html`<h1>${words.closedTitle}</h1><p>${words.closed}</p>`);
}

export function waitPage(place: Place, refusal: Refusal): Page {
  const words = pageWords[place.language];
  return page(place, 429, words.waitTitle, html`<h1>${words.waitTitle}</h1>${problemBox(refusal.title, refusal)}`);
}

/** Something of ours failed; the reason is in the log, not on the page. */
export function sorryPage(place: Place): Page {
  const words = pageWords[place.language];
  return page(place, 503, words.sorryTitle, html`<h1>${words.sorryTitle}</h1><p>${words.sorry}</p>`);
}

/** « j•••@free.fr »: enough to recognise, too little to learn. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, 1)}•••${address.slice(at)}`;
}

function problemBox(title: string, refusal: Refusal): Html {
  return html`<div id="problem" role="alert"><h2>${title}</h2><p>${refusal.title}. ${refusal.detail} ${refusal.action}</p></div>`;
}

function page(place: Place, status: number, title: string, main: Html): Page {
  const words = pageWords[place.language];
  const other = place.language === 'fr' ? 'en' : 'fr';
  const text = html`<!doctype html>
<html lang="${place.language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>${title} · Amie</title><style>${new Html(pageStyle)}</style></head>
<body><header><p>Amie</p><nav><a href="${place.path}?lang=${other}" lang="${other}" hreflang="${other}">${words.other}</a></nav></header>
<main>${main}</main></body></html>
`;
  return { status, text: text.text };
}
