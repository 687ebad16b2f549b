import { row } from '../row.js';

/** Technicians, sheets of attendance and parts: what is refused of them, and what the ledger points out. */
export const partRows = {
  'technician-needed': row(
    422,
    [
      'Dites de quel technicien',
      'Les heures sont celles d’une personne. Connus : {known}.',
      'Donnez --technician NOM, ou ajoutez d’abord la personne : amie technicians add.',
    ],
    [
      'Say whose hours these are',
      'Hours are one person’s. Known: {known}.',
      'Give --technician NAME, or add the person first: amie technicians add.',
    ],
  ),
  'technician-none': row(
    422,
    [
      'Aucun technicien n’est enregistré',
      'Les heures sont celles d’une personne.',
      'Ajoutez-la : amie technicians add.',
    ],
    ['No technician is recorded', 'Hours are one person’s.', 'Add the person: amie technicians add.'],
  ),
  'technician-taken': row(
    409,
    ['Ce technicien existe déjà', '« {value} » est déjà là. Rien n’a été créé.', 'Choisissez un autre nom court.'],
    [
      'This technician exists already',
      '“{value}” is there already. Nothing was created.',
      'Choose another short name.',
    ],
  ),
  'technician-left': row(
    409,
    [
      'Cette personne n’était plus là',
      '{technician} est partie le {leftOn} ; le {day} n’est pas à elle. Rien n’a été changé.',
      'Vérifiez le jour, ou la date de départ : amie technicians leave.',
    ],
    [
      'This person was no longer there',
      '{technician} left on {leftOn}; {day} is none of their days. Nothing was changed.',
      'Check the day, or the date of leaving: amie technicians leave.',
    ],
  ),
  'technician-days-after': row(
    409,
    [
      'Des heures sont notées après ce départ',
      'La dernière est du {day}. Rien n’a été changé.',
      'Choisissez une date plus tardive, ou corrigez ces heures.',
    ],
    [
      'Hours are written down after that date',
      'The last is of {day}. Nothing was changed.',
      'Choose a later date, or mend those hours.',
    ],
  ),
  'attendance-not-training': row(
    422,
    [
      'Seule une formation a une feuille de présence',
      'Cette ligne n’est pas du poste training. Rien n’a été changé.',
      'Retirez la feuille, ou choisissez le poste training.',
    ],
    [
      'Only a training has a sheet of attendance',
      'This entry is not of the pool training. Nothing was changed.',
      'Leave the sheet out, or choose the pool training.',
    ],
  ),
  'attendance-twice': row(
    422,
    [
      'Une association est deux fois sur la feuille',
      '« {value} » y figure plus d’une fois. Rien n’a été changé.',
      'Additionnez ses personnes sur une seule ligne.',
    ],
    [
      'A member is on the sheet twice',
      '“{value}” stands there more than once. Nothing was changed.',
      'Add its people up on one line.',
    ],
  ),
  'record-range': row(
    422,
    [
      'Cette période ne peut pas être relevée',
      'Du {from} au {to} : le début vient d’abord, et 1 100 jours au plus.',
      'Choisissez une période plus courte.',
    ],
    [
      'This range cannot be told',
      'From {from} to {to}: the start comes first, and 1,100 days at most.',
      'Choose a shorter range.',
    ],
  ),
  'parts-shape': row(
    422,
    [
      'Ce n’est pas un nombre de parts',
      '« {value} » : une part se compte entière ou par moitié, de 0 à 1000.',
      'Écrivez par exemple 3 ou 1,5.',
    ],
    [
      'This is not a number of parts',
      '“{value}”: parts are counted whole or by halves, from 0 to 1000.',
      'Write for instance 3 or 1.5.',
    ],
  ),
  'moment-shape': row(
    422,
    [
      'Ce n’est pas un moment',
      '« {value} » ne se lit pas : un jour, ou un jour et une heure.',
      'Écrivez 2025-10-16, ou 2025-10-16T09:30.',
    ],
    [
      'This is not a moment',
      '“{value}” cannot be read: a day, or a day and a time.',
      'Write 2025-10-16, or 2025-10-16T09:30.',
    ],
  ),
  'parts-bounds': row(
    422,
    [
      'La fin vient avant le début',
      'Du {from} au {until}. Rien n’a été changé.',
      'La fin est le premier jour qui ne compte plus.',
    ],
    [
      'The end comes before the start',
      'From {from} to {until}. Nothing was changed.',
      'The end is the first day that no longer counts.',
    ],
  ),
  'parts-none': row(
    409,
    ['Cette association n’a pas de part à ce moment', 'Rien n’a été changé.', 'Voyez ses parts : amie parts history.'],
    ['This member has no parts by then', 'Nothing was changed.', 'See its parts: amie parts history.'],
  ),
  'parts-oversold': row(
    409,
    [
      'Plus de parts vendues que proposées',
      'Dès le {from}, {sold} parts sont vendues pour {offered} proposées.',
      'Vérifiez les parts de chaque association, ou l’offre avec le bureau.',
    ],
    [
      'More parts are sold than offered',
      'From {from} on, {sold} parts are sold of {offered} on offer.',
      'Check the parts of each member, or the offer with the board.',
    ],
  ),
  'day-over-600': row(
    409,
    [
      'Une journée de plus de 10 heures',
      'Le {day}, {technician} a {minutes} minutes de travail pour 600 au plus.',
      'Vérifiez les lignes de ce jour.',
    ],
    [
      'A day of more than 10 hours',
      'On {day}, {technician} has {minutes} minutes of work, for 600 at most.',
      'Check the entries of that day.',
    ],
  ),
  'member-without-parts': row(
    409,
    [
      'Du temps pour une association sans part',
      'Le {day}, « {member} » n’a pas de part : ces heures n’ont pas de plan pour les recevoir.',
      'Notez ses parts (amie parts set), ou vérifiez pour qui étaient ces heures.',
    ],
    [
      'Time for a member without parts',
      'On {day}, “{member}” has no parts: no plan provides for these hours.',
      'Write its parts down (amie parts set), or check whom these hours were for.',
    ],
  ),
  'month-settled': row(
    409,
    [
      'Le mois est déjà arrêté',
      'Des heures de {month} viennent après ses chiffres : elles n’y sont pas.',
      'Elles compteront dans une correction, avec le mois en cours : amie period.',
    ],
    [
      'The month is settled already',
      'Hours of {month} come after its figures: they are not in them.',
      'They will count in a correction, with the current month: amie period.',
    ],
  ),
};
