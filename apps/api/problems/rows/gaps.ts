import { type ProblemRow, row } from '../row.js';

/** What keeps a month from closing, each with the way to mend it. */
export const gapRows = {
  'gap-source-day': row(
    409,
    [
      'Un serveur n’a pas été lu',
      '{service} sur {server}, le {day} : {state}.',
      'Si la lecture est perdue, dites pourquoi : amie period explain-gap {month} {server} {service} {day} "…".',
    ],
    [
      'A server was not read',
      '{service} on {server}, {day}: {state}.',
      'If the reading is lost, say why: amie period explain-gap {month} {server} {service} {day} "…".',
    ],
  ),
  'gap-source-days': row(
    409,
    [
      'Un serveur n’a pas été lu plusieurs jours',
      '{service} sur {server}, du {day} au {to} : {state}.',
      'Si ces lectures sont perdues, dites pourquoi : amie period explain-gap {month} {server} {service} {day} --to {to} "…".',
    ],
    [
      'A server was not read for several days',
      '{service} on {server}, {day} to {to}: {state}.',
      'If these readings are lost, say why: amie period explain-gap {month} {server} {service} {day} --to {to} "…".',
    ],
  ),
  'gap-coverage': row(
    409,
    [
      'Un compteur a été trop peu lu',
      '{meter} : {observed} jours relevés sur {days} ; il en faut 90 %.',
      'Rattrapez les relevés qui peuvent l’être (amie night), corrigez les autres (amie readings correct) et proposez de nouveau ; ou faites accepter par le conseil : amie period accept-coverage {month} {meter} --decision ID "…".',
    ],
    [
      'A meter was read too seldom',
      '{meter}: {observed} days observed of {days}; 90 % are needed.',
      'Catch up on the readings that can be (amie night), correct the others (amie readings correct) and propose again; or have the board accept it: amie period accept-coverage {month} {meter} --decision ID "…".',
    ],
  ),
  'gap-entry': row(
    409,
    [
      'Des heures ne sont pas validées',
      'Une ligne du {day} attend une seconde personne.',
      'Faites-la valider ou retirez-la (amie day), puis proposez le mois de nouveau.',
    ],
    [
      'Hours are not validated',
      'An entry of {day} waits for a second person.',
      'Have it validated or withdraw it (amie day), then propose the month again.',
    ],
  ),
  'gap-entry-late': row(
    409,
    [
      'Des heures ont été validées après coup',
      'Une ligne du {day} a été validée depuis que {month} est proposé : ses minutes ne sont pas dans les chiffres.',
      'Proposez le mois de nouveau : amie period propose {month}.',
    ],
    [
      'Hours were validated afterwards',
      'An entry of {day} was validated since {month} was proposed: its minutes are not in the figures.',
      'Propose the month again: amie period propose {month}.',
    ],
  ),
  'gap-unallocated': row(
    409,
    [
      'Personne ne porte ces minutes',
      '{minutes} minutes collectives, mais personne n’a de part ce mois-ci.',
      'Enregistrez les parts (amie parts), puis proposez le mois de nouveau.',
    ],
    [
      'Nobody bears these minutes',
      '{minutes} collective minutes, but nobody has a part this month.',
      'Record the parts (amie parts), then propose the month again.',
    ],
  ),
  'gap-figures-moved': row(
    409,
    [
      'Les chiffres ne sont plus ceux approuvés',
      'Recalculé depuis les relevés, le mois ne donne plus la même empreinte.',
      'Proposez-le de nouveau et faites-le approuver : amie period propose {month}.',
    ],
    [
      'The figures are not those approved',
      'Computed again from the readings, the month does not give the same digest.',
      'Propose it again and have it approved: amie period propose {month}.',
    ],
  ),
} satisfies Record<string, ProblemRow>;
