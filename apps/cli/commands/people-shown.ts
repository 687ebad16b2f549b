import { collect } from '../collect.js';
import type { Fact, Output } from '../output.js';
import { type Person, personPath } from '../people.js';
import { sentences } from '../sentences.js';
import { stateWord } from '../state-words.js';
import { showStorage } from '../storage.js';
import type { Column } from '../table.js';
import type { Terminal } from '../terminal.js';
import { withQuery } from '../with-query.js';
import { onlyMember } from '../only-member.js';
import { memberPath } from './members.js';

interface ListPeople {
  readonly member?: string;
  readonly status?: string;
  readonly search?: string;
}

export async function listPeople(terminal: Terminal, options: ListPeople): Promise<void> {
  const { client, output } = terminal;
  const member = options.member ?? (await onlyMember(terminal));
  const path = withQuery(`${memberPath(member)}/people`, { status: options.status, q: options.search });
  output.rows(await collect(client.list<Person>(path)), columns(output));
}

/** What is known of one person, as `amie people show` prints it. */
export const personFacts = (person: Person, output: Output): Fact[] => [
  ...who(person, output),
  ...mailbox(person, output),
  ...story(person, output),
];

export async function showPerson({ client, output }: Terminal, _: object, reference: string): Promise<void> {
  const { body } = await client.get<Person>(personPath(reference));
  output.facts(body, personFacts(body, output));
}

const nameOf = (person: Person): string => `${person.givenName} ${person.familyName}`;

const columns = (output: Output): Column<Person>[] => [
  { title: ['Nom', 'Name'], show: nameOf },
  { title: ['Adresse', 'Address'], show: person => person.address },
  { title: ['État', 'Status'], show: person => stateWord(person.status, output.say) },
  { title: ['Boîte', 'Mailbox'], show: person => readiness(person, output) },
  { title: ['Taille', 'Limit'], show: person => showStorage(person.limitKib, output.language) },
];

function readiness(person: Person, { say }: Output): string {
  if (person.problems.length > 0) return stateWord('failing', say);
  if (person.setAside) return '';
  return stateWord(person.isReady ? 'ready' : 'in-progress', say);
}

const who = (person: Person, { say }: Output): Fact[] => [
  ['Nom', 'Name', nameOf(person)],
  ['État', 'Status', stateWord(person.status, say)],
  ['Identifiant', 'Sign-in id', person.uid],
  ['E-mail personnel', 'Own e-mail', person.ownEmail],
  ['Groupes', 'Groups', person.groups.join(', ')],
  ['Langue', 'Language', person.language],
];

const mailbox = (person: Person, output: Output): Fact[] => [
  ['Adresse', 'Address', person.address],
  ['Adresses secondaires', 'Extra addresses', person.extraAddresses.join('\n')],
  ['Transfert', 'Forwarding', forwards(person, output)],
  ['Taille de la boîte', 'Mailbox limit', showStorage(person.limitKib, output.language)],
  ['Boîte mail', 'Mailbox', readiness(person, output)],
  [
    'À régler',
    'To settle',
    person.problems.map(({ title, action, code }) => `${sentences(title, action)} (${code})`).join('\n'),
  ],
];

function forwards({ forwards: to, keepsCopy }: Person, { say }: Output): string {
  if (to.length === 0) return '';
  const copy = keepsCopy ? say('avec copie dans la boîte', 'keeping a copy') : say('sans copie', 'keeping no copy');
  return `${to.join('\n')}\n(${copy})`;
}

/** When the link that was sent stops working; nothing before it is sent, and once it has served. */
function linkEnd({ invitation, activatedAt }: Person): string | null | undefined {
  const isOpen = invitation?.sentAt && (invitation.state === 'sent' || !activatedAt);
  return isOpen ? invitation.expiresAt : null;
}

function unsent({ invitation, isReady }: Person, { say }: Output): string {
  if (invitation?.state !== 'due') return '';
  const { problem } = invitation;
  if (!problem && !isReady) return say('elle attend la boîte mail', 'it waits for the mailbox');
  if (!problem) return say('elle part bientôt', 'it leaves soon');
  return `${sentences(problem.title, problem.action)} (${problem.code})`.trim();
}

const story = (person: Person, output: Output): Fact[] => [
  ['Invitation', 'Invited', output.time(person.invitation?.sentAt)],
  ['Pas encore partie', 'Not sent yet', unsent(person, output)],
  ['Lien bon jusqu’au', 'Link good until', output.time(linkEnd(person))],
  ['Mot de passe choisi', 'Password chosen', output.time(person.activatedAt)],
  ['Première connexion', 'First sign-in', output.time(person.signedInAt)],
  ['À la corbeille', 'In the bin', output.time(person.setAside?.at)],
  ['Restaurable jusqu’au', 'Can be restored until', output.time(person.setAside?.until)],
];
