import { row } from '../row.js';

/** What cannot be written into the ledger of days. */
export const ledgerRows = {
  'day-shape': row(
    422,
    ['Ce n’est pas un jour', '« {value} » ne se lit pas comme une date.', 'Écrivez le jour ainsi : 2025-10-14.'],
    ['This is not a day', '“{value}” cannot be read as a date.', 'Write the day as 2025-10-14.'],
  ),
  'week-shape': row(
    422,
    ['Ce n’est pas une semaine', '« {value} » ne se lit pas.', 'Écrivez la semaine ainsi : 2025-W42.'],
    ['This is not a week', '“{value}” cannot be read.', 'Write the week as 2025-W42.'],
  ),
  'month-shape': row(
    422,
    ['Ce n’est pas un mois', '« {value} » ne se lit pas.', 'Écrivez le mois ainsi : 2025-10.'],
    ['This is not a month', '“{value}” cannot be read.', 'Write the month as 2025-10.'],
  ),
  'clock-shape': row(
    422,
    ['Ce n’est pas une heure', '« {value} » ne se lit pas.', 'Écrivez l’heure ainsi : 09:30, de 00:00 à 24:00.'],
    ['This is not a time of day', '“{value}” cannot be read.', 'Write the time as 09:30, from 00:00 to 24:00.'],
  ),
  'time-form': row(
    422,
    [
      'On ne sait pas combien de temps',
      'Il faut une demi-journée, ou un début et une fin, ou un début et des minutes, ou des minutes.',
      'Choisissez une seule de ces façons.',
    ],
    [
      'It is not clear how long',
      'Needed: half a day, or a start and an end, or a start and minutes, or minutes.',
      'Choose one of these ways.',
    ],
  ),
  'time-not-on-clock': row(
    422,
    [
      'Cette heure n’existe pas ce jour-là',
      'Le {day}, l’horloge passe par-dessus {value} : c’est le changement d’heure.',
      'Écrivez une heure que l’horloge a montrée.',
    ],
    [
      'This time does not exist on that day',
      'On {day} the clock jumps over {value}: the hour changes.',
      'Write a time that the clock showed.',
    ],
  ),
  'entry-length': row(
    422,
    [
      'Une ligne dure de 1 à 600 minutes',
      'Celle-ci durerait {minutes} minutes. Rien n’a été changé.',
      'Coupez-la en plusieurs lignes, ou corrigez l’heure de fin.',
    ],
    [
      'An entry lasts 1 to 600 minutes',
      'This one would last {minutes} minutes. Nothing was changed.',
      'Split it into several entries, or mend its end.',
    ],
  ),
  'entry-over-midnight': row(
    422,
    [
      'Une ligne ne passe pas minuit',
      'Chaque jour a ses propres heures. Rien n’a été changé.',
      'Écrivez une ligne jusqu’à 24:00, et une autre dès 00:00 le lendemain.',
    ],
    [
      'An entry does not go past midnight',
      'Each day has its own hours. Nothing was changed.',
      'Write one entry until 24:00, and another from 00:00 of the next day.',
    ],
  ),
  'entry-in-future': row(
    422,
    [
      'Ce jour n’est pas encore venu',
      'Nous sommes le {today} : le {day} ne peut pas encore être noté. Rien n’a été changé.',
      'Notez les heures le jour même, ou après.',
    ],
    [
      'That day has not come yet',
      'Today is {today}: {day} cannot be written down yet. Nothing was changed.',
      'Write hours down on their day, or later.',
    ],
  ),
  'entry-overlaps': row(
    409,
    [
      'Ces heures sont déjà prises',
      'Le {day}, {technician} a déjà {what} de {start} à {end} (ligne {entry}). Rien n’a été changé.',
      'Choisissez d’autres heures, ou corrigez la ligne nommée.',
    ],
    [
      'These hours are taken already',
      'On {day}, {technician} already has {what} from {start} to {end} (entry {entry}). Nothing was changed.',
      'Choose other hours, or mend the entry named.',
    ],
  ),
  'entry-purpose': row(
    422,
    [
      'On ne sait pas pour quoi',
      'Une ligne est pour une association, ou pour un poste commun, ou une absence, ou un imprévu : {kinds}.',
      'Indiquez member, ou pool, ou kind ; une absence ou un imprévu n’a ni l’un ni l’autre.',
    ],
    [
      'It is not clear what for',
      'An entry is for a member, or for a pool, or an absence, or unplanned: {kinds}.',
      'Give member, or pool, or kind; an absence or something unplanned has neither.',
    ],
  ),
  'day-full': row(
    409,
    [
      'Ce jour n’a plus de place',
      'Le {day}, {technician} n’a plus {minutes} minutes d’affilée. Rien n’a été changé.',
      'Vérifiez les lignes de ce jour, ou donnez un début et une fin.',
    ],
    [
      'There is no room left on that day',
      'On {day}, {technician} has no {minutes} minutes in a row left. Nothing was changed.',
      'Check the entries of that day, or give a start and an end.',
    ],
  ),
  'entry-second-person': row(
    403,
    [
      'Une autre personne doit le faire',
      'Les heures sont validées, ou annulées, par quelqu’un d’autre que le technicien et que qui les a notées ou corrigées en dernier, avec un jeton plus ancien que ces heures ou vieux de trois jours. Rien n’a été changé.',
      'Demandez à une personne du bureau, avec son propre jeton : amie tokens add.',
    ],
    [
      'Another person has to do this',
      'Hours are validated, or reversed, by somebody who is neither the technician nor wrote or last mended them, with a token older than the hours or three days old. Nothing was changed.',
      'Ask someone of the board, with a token of their own: amie tokens add.',
    ],
  ),
  'entry-not-ended': row(
    409,
    [
      'Ces heures ne sont pas encore finies',
      'La ligne {entry} se termine plus tard. Rien n’a été changé.',
      'Validez-la quand elle est finie.',
    ],
    ['These hours are not over yet', 'Entry {entry} ends later. Nothing was changed.', 'Validate it once it is over.'],
  ),
  'entry-settled': row(
    409,
    [
      'Cette ligne ne change plus',
      'Elle est validée ou retirée. Rien n’a été changé.',
      'Une ligne validée s’annule par une autre : amie day reverse.',
    ],
    [
      'This entry no longer changes',
      'It is validated or withdrawn. Nothing was changed.',
      'A validated entry is reversed by another one: amie day reverse.',
    ],
  ),
  'entry-not-validated': row(
    409,
    [
      'Cette ligne n’est pas à annuler',
      'Seule une ligne validée, et pas déjà annulée, s’annule. Rien n’a été changé.',
      'Corrigez la ligne (amie day edit), ou retirez-la (amie day withdraw).',
    ],
    [
      'There is nothing to reverse here',
      'Only an entry that is validated, and not reversed already, is reversed. Nothing was changed.',
      'Edit the entry (amie day edit), or withdraw it (amie day withdraw).',
    ],
  ),
  'nothing-to-validate': row(
    409,
    ['Il n’y a rien à valider', 'Aucune ligne n’attend dans ce choix.', 'Voyez la semaine : amie day week.'],
    ['There is nothing to validate', 'No entry waits among those chosen.', 'See the week: amie day week.'],
  ),
};
