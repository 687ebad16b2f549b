import { type ProblemRow, row } from '../row.js';

/** What is refused of the rule by which months are shared, and of the decisions of the board. */
export const policyRows = {
  'policy-missing': row(
    409,
    [
      'Aucune règle n’est en vigueur',
      'Aucune règle de répartition n’a encore été votée pour {month}.',
      'Préparez-la et faites-la voter : amie policy draft, amie decision record, amie policy adopt.',
    ],
    [
      'No rule is in force',
      'No sharing rule was voted yet for {month}.',
      'Prepare one and have it voted: amie policy draft, amie decision record, amie policy adopt.',
    ],
  ),
  'policy-unknown': row(
    404,
    [
      'Cette règle n’existe pas',
      'Il n’y a pas de règle version {value}.',
      'Voyez celles qui existent : amie policy show.',
    ],
    ['This rule does not exist', 'There is no rule version {value}.', 'See those there are: amie policy show.'],
  ),
  'policy-not-draft': row(
    409,
    [
      'Cette règle a déjà été votée',
      'La version {value} n’est plus un projet. Rien n’a été changé.',
      'Préparez une nouvelle version : amie policy draft.',
    ],
    [
      'This rule was voted already',
      'Version {value} is no longer a draft. Nothing was changed.',
      'Prepare a new version: amie policy draft.',
    ],
  ),
  'policy-not-after-vote': row(
    409,
    [
      'Une règle n’est pas rétroactive',
      'Le vote est du {day} : {month} avait déjà commencé. Rien n’a été changé.',
      'Choisissez un mois qui commence après le vote.',
    ],
    [
      'A rule is not retroactive',
      'The vote was on {day}: {month} had begun already. Nothing was changed.',
      'Choose a month that begins after the vote.',
    ],
  ),
  'policy-month-proposed': row(
    409,
    [
      'Les chiffres d’un mois sont déjà connus',
      '{month} a déjà été proposé : une règle ne se vote pas après avoir vu ce qu’elle donne. Rien n’a été changé.',
      'Choisissez un mois plus tardif.',
    ],
    [
      'The figures of a month are known already',
      '{month} was proposed already: a rule is not voted after seeing what it gives. Nothing was changed.',
      'Choose a later month.',
    ],
  ),
  'policy-unreadable': row(
    422,
    [
      'Cette règle est mal écrite',
      '{reason}',
      'Corrigez le document, ou partez de la règle proposée : amie policy show default.',
    ],
    [
      'This rule is badly written',
      '{reason}',
      'Correct the document, or start from the offered rule: amie policy show default.',
    ],
  ),
  'policy-meter-unknown': row(
    422,
    [
      'Un compteur de cette règle n’existe pas',
      '« {value} » n’est lu par aucun service. Compteurs connus : {known}.',
      'Corrigez le nom du compteur.',
    ],
    [
      'A meter of this rule does not exist',
      '“{value}” is read by no service. Known meters: {known}.',
      'Correct the name of the meter.',
    ],
  ),
  'decision-unknown': row(
    404,
    [
      'Cette décision est inconnue',
      'Aucune décision du conseil, ou plusieurs, ne répond à « {value} ».',
      'Voyez amie decision list, ou enregistrez-la : amie decision record.',
    ],
    [
      'This decision is unknown',
      'No decision of the board, or several, answer to “{value}”.',
      'See amie decision list, or record it: amie decision record.',
    ],
  ),
  'decision-in-future': row(
    422,
    ['Cette décision n’est pas encore prise', 'Le {day} est à venir. Rien n’a été créé.', 'Donnez le jour du vote.'],
    ['This decision is not taken yet', '{day} is yet to come. Nothing was created.', 'Give the day of the vote.'],
  ),
} satisfies Record<string, ProblemRow>;
