import { type Language, printable } from '@amie/values';
import { nounOf } from '../plans/plan-sentence.js';
import type { PlanView } from '../plans/plan-view.js';
import type { NewRestore } from './repository-schemas.js';

/** One thing of one archive, with how much of it is there. */
export interface Kept {
  readonly source: string;
  readonly archive: string;
  readonly at: Date;
  readonly thing: { readonly kind: string; readonly login?: string; readonly name?: string };
  readonly files: number;
  readonly bytes: number;
  /** The first folders of a mailbox, or files of a site, as its source wrote them down; null where it did not. */
  readonly places: readonly Place[] | null;
  readonly placeCount: number | null;
  /** A mailbox in the bin, or deleted, is not: nobody could read what comes back. */
  readonly isInUse: boolean;
}

interface Place {
  readonly name: string;
  readonly files: number;
}

export const nameOf = ({ thing }: Kept): string => thing.login ?? thing.name ?? '';

/** What a restore brings back and what it replaces, of what was written down when the backup was made. */
export function restorePlan(
  kept: Kept,
  body: NewRestore,
  slug: string,
  language: Language,
  timezone: string,
): PlanView {
  const { thing, at } = kept;
  const isFrench = language === 'fr';
  const when = new Intl.DateTimeFormat(isFrench ? 'fr-FR' : 'en-GB', {
    dateStyle: 'short',
    timeStyle: 'short',
    timeZone: timezone,
  }).format(at);
  const part = body.part === undefined ? '' : ` / ${printable(body.part)}`;
  const what = `${nounOf(thing.kind, language)} ${printable(nameOf(kept))}${part}`;
  const size = sizeOf(kept, body.part, language);
  const sentence = `${what} ${isFrench ? 'du' : 'of'} ${when}${size && ` (${size})`}`;
  const lines = [effect(body.into, thing.kind, isFrench), ...placesOf(kept, body.part, language)];
  const text = `${body.into === 'beside' ? '+' : '~'} ${sentence}\n${lines.map(line => `    ${line}\n`).join('')}`;
  const change = { action: 'restore', kind: thing.kind, key: `${thing.kind}/${slug}/${nameOf(kept)}` } as const;
  return {
    asOf: null,
    counts: { [thing.kind]: { restore: 1 } },
    sentence,
    changes: [{ ...change, fields: [] }],
    text,
  };
}

function effect(into: NewRestore['into'], kind: string, isFrench: boolean): string {
  if (into === 'beside')
    return isFrench ? 'à côté : rien de présent n’est remplacé' : 'beside: nothing there is replaced';
  if (kind === 'site-database')
    return isFrench
      ? 'en place : remplace tout ce que la base contient, gardé dans un fichier du dossier private du site ; ses connexions sont coupées un instant'
      : 'in place: replaces all that the database holds, which is kept in a file in the site’s private folder; its connections end for a moment';
  const place = kind === 'mailbox' ? (isFrench ? 'un dossier' : 'a folder') : isFrench ? 'une copie' : 'a copy';
  return isFrench
    ? `en place : remplace ce qui s’y trouve, gardé dans ${place} à côté`
    : `in place: replaces what is there, which is kept in ${place} beside it`;
}

/** How much comes back; of a part, only what the places that were written down can tell. */
function sizeOf(kept: Kept, part: string | undefined, language: Language): string {
  const { bytes, thing, files } = kept;
  const isFrench = language === 'fr';
  const many = thing.kind === 'mailbox' ? 'messages' : isFrench ? 'fichiers' : 'files';
  if (part !== undefined) {
    const within = isComplete(kept) ? sum(placesWithin(kept, part)) : 0;
    return within > 0 ? `${counted(within, language)} ${many}` : '';
  }
  const size = Math.max(1, Math.round(bytes / 1_048_576));
  return `${counted(files, language)} ${many}, ${size} ${isFrench ? 'Mo' : 'MB'}`;
}

function placesOf(kept: Kept, part: string | undefined, language: Language): string[] {
  const shown = placesWithin(kept, part);
  const left = part === undefined ? (kept.placeCount ?? 0) - shown.length : 0;
  const isMail = kept.thing.kind === 'mailbox';
  const lines = shown.map(({ name, files }) =>
    isMail ? `${printable(name)} (${counted(files, language)})` : printable(name),
  );
  if (left <= 0) return lines;
  return [
    ...lines,
    language === 'fr' ? `et ${counted(left, language)} de plus` : `and ${counted(left, language)} more`,
  ];
}

const isComplete = ({ places, placeCount }: Kept): boolean => places !== null && places.length === placeCount;

const placesWithin = ({ places }: Kept, part: string | undefined): readonly Place[] =>
  (places ?? []).filter(({ name }) => part === undefined || name === part || name.startsWith(`${part}/`));

const sum = (places: readonly Place[]): number => places.reduce((total, { files }) => total + files, 0);

const counted = (count: number, language: Language): string =>
  count.toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB');
