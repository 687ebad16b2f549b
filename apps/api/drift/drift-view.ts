import { settingName } from '@amie/services/resources';
import type { Language } from '@amie/values';
import { z } from 'zod';
import { colonOf, thingText, valueText } from '../plans/thing-text.js';
import type { DriftRow } from './drift-rows.js';

export const driftView = z.object({
  id: z.uuid(),
  kind: z.enum(['drift', 'orphan']),
  sentence: z.string().describe('What is so that nobody asked for.'),
  text: z.string().describe('The sentence, and a line for each setting: as asked and as found.'),
  service: z.string(),
  server: z.object({ id: z.uuid(), name: z.string() }),
  memberId: z.uuid().nullable(),
  resourceId: z.uuid().nullable(),
  key: z.string(),
  fields: z.array(z.string()),
  found: z.unknown(),
  wanted: z.unknown(),
  detectedAt: z.iso.datetime(),
  seenAt: z.iso.datetime(),
  decision: z.enum(['adopt', 'correct', 'ignore']).nullable(),
  decidedAt: z.iso.datetime().nullable(),
  decidedBy: z.string().nullable(),
  resolvedAt: z.iso.datetime().nullable(),
});

/** A drift or an orphan for people, in their language. */
export function showDrift(row: DriftRow, language: Language): object {
  return {
    id: row.id,
    kind: row.kind,
    sentence: driftSentence(row, language),
    text: driftText(row, language),
    service: row.service,
    server: { id: row.server_id, name: row.server_name },
    memberId: row.member_id,
    resourceId: row.resource_id,
    key: row.key,
    fields: row.fields,
    found: row.found,
    wanted: row.wanted,
    detectedAt: row.detected_at,
    seenAt: row.seen_at,
    decision: row.decision,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    resolvedAt: row.resolved_at,
  };
}

type Differing = Pick<DriftRow, 'key' | 'kind' | 'fields' | 'found' | 'wanted'>;

/** « boîte mail ada (la-recre) : autrement que demandé (transfert) »: which thing, and what of it nobody asked for. */
export function driftSentence(row: Differing, language: Language): string {
  return `${thingText(row.key, language)}${colonOf(language)} ${whatDiffers(row, language)}`;
}

const presences = {
  present: { fr: 'en place', en: 'in place' },
  aside: { fr: 'à la corbeille', en: 'in the bin' },
  absent: { fr: 'hors du serveur', en: 'off the server' },
} as const;

function whatDiffers({ kind, fields, found, wanted }: Differing, language: Language): string {
  const isFrench = language === 'fr';
  if (kind === 'orphan') return isFrench ? 'là sans que rien ne le demande' : 'there though nothing asks for it';
  if (!found) return isFrench ? 'introuvable sur le serveur' : 'missing on the server';
  if (wanted?.presence && found.presence !== wanted.presence) {
    const [is, asked] = [presences[found.presence][language], presences[wanted.presence][language]];
    return isFrench ? `${is}, et non ${asked} comme demandé` : `${is}, and not ${asked} as asked`;
  }
  const names = fields.map(field => settingName(field, language)).join(', ');
  if (names !== '') return isFrench ? `autrement que demandé (${names})` : `other than asked (${names})`;
  // After a restore the server may hold the same in a later version: nothing differs, and yet it is not ours to write.
  return isFrench
    ? 'plus récent sur le serveur que la demande connue ici'
    : 'newer on the server than what is known here';
}

/** The sentence, then one line for each setting that differs. */
export function driftText(row: Differing, language: Language): string {
  const { fields, found, wanted } = row;
  const lines = (found && wanted ? fields : []).map(field => {
    const [asked, seen] = [valueText(wanted?.spec, field, language), valueText(found?.spec, field, language)];
    const values = language === 'fr' ? `demandé ${asked}, trouvé ${seen}` : `asked ${asked}, found ${seen}`;
    return `    ${settingName(field, language)}${colonOf(language)} ${values}`;
  });
  return [driftSentence(row, language), ...lines].join('\n');
}
