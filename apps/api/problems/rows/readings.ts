import { type ProblemRow, row } from '../row.js';

/** What is refused of readings, their corrections and whose they are. */
export const readingRows = {
  'meter-unknown': row(
    404,
    ['Ce compteur est inconnu', 'Il n’y a pas de compteur « {value} » sur les serveurs.', 'Il y a : {names}.'],
    ['This meter is unknown', 'There is no meter “{value}” on the servers.', 'There are: {names}.'],
  ),
  'subject-unknown': row(
    404,
    [
      'Rien de ce nom n’est mesuré là',
      '« {value} » n’a jamais été relevé par ce service sur ce serveur.',
      'Prenez le nom tel que le montre amie explain, par exemple domain/la-recre/la-recre.test.',
    ],
    [
      'Nothing of that name is measured there',
      '“{value}” was never read by this service on this server.',
      'Take the name as amie explain shows it, such as domain/la-recre/la-recre.test.',
    ],
  ),
  'reading-missing': row(
    409,
    [
      'Il n’y a pas de relevé à corriger',
      '{meter} n’a aucun relevé de cette heure le {day}. Rien n’a été changé.',
      'Voyez ce qu’il y a : amie readings show. Un jour que personne n’a relevé s’explique : amie period explain-gap.',
    ],
    [
      'There is no reading to correct',
      '{meter} has no reading of that time on {day}. Nothing was changed.',
      'See what there is: amie readings show. A day nobody read is explained: amie period explain-gap.',
    ],
  ),
} satisfies Record<string, ProblemRow>;
