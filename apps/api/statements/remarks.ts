import type { Language } from '@amie/values';
import { meterName, poolName } from '../shares/meter-words.js';
import type { StatementFlag } from './statement-flags.js';
import { monthWord, words } from './statement-words.js';

type Words = readonly [french: string, english: string];

// One short remark a code; what it is exactly about stands beside the shares of each month.
const remarks: Readonly<Record<string, Words>> = {
  provisional: ['Mois pas encore clos', 'Months not closed yet'],
  unweighed: ['Mois sans clé votée : journées individuelles seules', 'Months without a voted rule: own days alone'],
  'without-cost': ['Mois sans coût enregistré', 'Months without a recorded cost'],
  'by-parts': ['Aucune minute travaillée : coût réparti selon les parts', 'No minute worked: cost shared by parts'],
  unborne: ['Coût que personne ne porte, ni heures ni parts', 'Cost that nobody bears: neither hours nor parts'],
  estimated: [
    'Jours de compteur estimés, faute de lecture : {about}',
    'Days of a meter estimated for want of a reading: {about}',
  ],
  corrected: ['Mois corrigés après leur clôture', 'Months corrected after they were closed'],
  capped: ['Plafond appliqué à {about}', 'Cap applied to {about}'],
  'unused-driver': [
    'Compteur sans usage, réparti selon les parts : {about}',
    'Meter without use, shared by parts: {about}',
  ],
  'nobody-has-parts': ['Personne n’avait de part', 'Nobody had a part'],
  'no-subscriber': ['Poste dont personne ne se sert, partagé entre tous', 'Pool nobody uses, shared by all'],
  'left-behind': [
    'Usage laissé par une association sans part, porté par tous',
    'Use left behind by a member without parts, borne by all',
  ],
  'use-without-parts': ['Usage sans avoir de part', 'Use without a part'],
  'unknown-owner': ['Usage de personne de connu, porté par tous', 'Use of nobody known, borne by all'],
  'before-presence': ['Mesures d’avant l’arrivée d’une association', 'Measures from before a member was there'],
  'suspect-run': ['Relevé douteux', 'Doubtful reading'],
  'skewed-clock': ['Horloge d’un serveur fausse', 'Clock of a server was wrong'],
  residue: ['Somme des compteurs différente du total du disque', 'Sum of meters is not the total of the disk'],
  'lower-recount': ['Recomptage plus bas, premier compte gardé', 'Lower recount, first count kept'],
  rollback: ['Compteur revenu en arrière, sans effet', 'Counter went backwards, without effect'],
  earlier: ['Corrections de mois d’années passées', 'Corrections of months of earlier years'],
};

/** A flag as one sentence with its months; a code without words is shown as it is, rather than hidden. */
export function flagSentence({ code, months, about = '' }: StatementFlag, language: Language): string {
  const subject = code === 'capped' ? poolName(about, language) : meterName(about, language);
  const template = remarks[code]?.[language === 'fr' ? 0 : 1] ?? code;
  const listed = months.map(month => (code === 'earlier' ? month : monthWord(month, language))).join(', ');
  const shown = months.length === 12 && code !== 'earlier' ? words[language].allYear : listed;
  return `${template.replace('{about}', subject)} (${shown})`;
}
