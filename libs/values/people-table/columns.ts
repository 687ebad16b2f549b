import { foldName } from '../fold.js';
import { accepted, refused, type Parsed } from '../parsed.js';
import { printable } from '../printable.js';

/** What a column of the table can hold. */
export type PersonField = 'givenName' | 'familyName' | 'ownEmail' | 'address' | 'groups' | 'limit';

/** Where each field stands, and how its header was written. */
export interface PersonColumns {
  readonly at: Readonly<Partial<Record<PersonField, number>>>;
  readonly headers: readonly string[];
  /** Headers nobody reads, as they were written. */
  readonly ignored: readonly string[];
  /** The unit a header such as « Limite (Mo) » gives to bare numbers. */
  readonly limitUnit?: string;
}

const required: readonly PersonField[] = ['givenName', 'familyName', 'ownEmail'];

/** Headers as people write them, without accents, case, spaces or signs. */
const synonyms: Readonly<Record<PersonField, string>> = {
  givenName: 'prenom prenoms prenomusuel givenname givennames firstname forename given first',
  familyName: 'nom nomdefamille nomdusage nomusuel familyname lastname surname family last',
  ownEmail: `email emailpersonnel emailperso emailprive emailactuel adresseemail adresseemailpersonnelle adresseemailperso
    mail mailpersonnel mailperso mailprive adressemail adressemailpersonnelle adressemailperso courriel courrielpersonnel
    courrielperso adressecourriel adresseperso adressepersonnelle adresseelectronique adresseelectroniquepersonnelle mel
    ownemail ownmail owne personalemail privateemail emailaddress personalemailaddress ownemailaddress currentemail`,
  address: `adresse nouvelleadresse adressesouhaitee adresseproposee adresseamie adressedelaboite boite boitemail
    boiteauxlettres boiteemail identifiant address newaddress mailbox mailboxaddress newemail newmailaddress alias`,
  groups: 'groupe groupes liste listes equipe equipes group groups list lists team teams',
  limit: `limite limitedestockage limitedespace limiteespace quota quotas espace stockage taille tailledelaboite limit
    storage storagelimit mailboxsize size`,
};

const fieldOf = new Map(
  Object.entries(synonyms).flatMap(([field, words]) =>
    words.split(/\s+/).map(word => [word, field as PersonField] as const),
  ),
);

/** How many of these headers are known: what a separator is chosen by. */
export function countKnown(headers: readonly string[]): number {
  return headers.filter(header => recognise(header)).length;
}

/** Assigns the columns, in any order; refuses a missing required column and one field written twice. */
export function readColumns(headers: readonly string[]): Parsed<PersonColumns> {
  const found = headers.map(printableHeader).filter(header => header !== '');
  const recognised = headers.map(recognise);
  if (recognised.every(column => column === undefined)) return unknownHeader(headers, found);
  const at: Partial<Record<PersonField, number>> = {};
  for (const [index, column] of recognised.entries()) {
    if (!column) continue;
    const earlier = at[column.field];
    if (earlier !== undefined) return columnTwice(column.field, headers[earlier], headers[index]);
    at[column.field] = index;
  }
  const missing = required.filter(field => at[field] === undefined);
  if (missing.length > 0) return refused('file-column-missing', undefined, { missing, found });
  const ignored = headers.filter((header, index) => !recognised[index] && header.trim() !== '').map(printableHeader);
  const limitUnit = recognised.find(column => column?.field === 'limit')?.unit;
  return accepted({ at, headers: headers.map(printableHeader), ignored, ...(limitUnit && { limitUnit }) });
}

function recognise(header: string): { field: PersonField; unit?: string } | undefined {
  const word = foldName(header.slice(0, 100)).replaceAll('-', '');
  const field = fieldOf.get(word);
  if (field) return { field };
  const [, start = '', unit] = /^(.*?)(?:en)?([kmgt](?:o|b|io|ib))$/.exec(word) ?? [];
  return unit !== undefined && fieldOf.get(start) === 'limit' ? { field: 'limit', unit } : undefined;
}

/** A first row that holds an address is a person, not a header. */
function unknownHeader(headers: readonly string[], found: readonly string[]): ReturnType<typeof refused> {
  if (headers.some(header => /\S@\S+\.\S/.test(header))) return refused('file-without-header');
  return refused('file-header-unknown', undefined, { found });
}

function columnTwice(field: string, first = '', second = ''): ReturnType<typeof refused> {
  return refused('file-column-twice', undefined, { field, columns: [first, second].map(printableHeader) });
}

function printableHeader(header: string): string {
  return printable(header.trim(), 40);
}
