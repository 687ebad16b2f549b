import type { PeriodRefusal } from '@amie/database';
import { type ProblemRow, row } from '../row.js';

/** What is refused of months, the rule they are shared by, and the decisions of the board. */
export const periodRows = {
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
  'month-not-over': row(
    409,
    ['Ce mois n’est pas fini', '{month} court encore. Rien n’a été changé.', 'Attendez la fin du mois.'],
    ['This month is not over', '{month} is still running. Nothing was changed.', 'Wait for the end of the month.'],
  ),
  'month-in-grace': row(
    409,
    [
      'On attend encore les retardataires',
      'Jusqu’au {day} inclus, les relevés et les heures de {month} peuvent encore arriver. Rien n’a été changé.',
      'Proposez le mois le lendemain.',
    ],
    [
      'Latecomers are still waited for',
      'Until {day} included, readings and hours of {month} may still arrive. Nothing was changed.',
      'Propose the month on the day after.',
    ],
  ),
  'month-closed': row(
    409,
    [
      'Ce mois est clos',
      '{month} ne se rouvre jamais. Rien n’a été changé.',
      'Corrigez-le par un ajustement : amie period adjust.',
    ],
    [
      'This month is closed',
      '{month} is never reopened. Nothing was changed.',
      'Correct it by an adjustment: amie period adjust.',
    ],
  ),
  'month-not-proposed': row(
    409,
    [
      'Ce mois n’a pas été proposé',
      '{month} n’a pas encore de chiffres arrêtés.',
      'Proposez-le : amie period propose {month}.',
    ],
    ['This month was not proposed', '{month} has no frozen figures yet.', 'Propose it: amie period propose {month}.'],
  ),
  'month-not-approved': row(
    409,
    [
      'Ce mois n’a pas été approuvé',
      'Le conseil n’a pas encore approuvé les chiffres de {month}. Rien n’a été changé.',
      'Faites-les approuver : amie period approve {month}.',
    ],
    [
      'This month was not approved',
      'The board has not approved the figures of {month} yet. Nothing was changed.',
      'Have them approved: amie period approve {month}.',
    ],
  ),
  'month-not-closed': row(
    409,
    [
      'Ce mois n’est pas clos',
      'Seul un mois clos se corrige par un ajustement ; {month} se corrige encore lui-même.',
      'Proposez-le de nouveau : amie period propose {month}.',
    ],
    [
      'This month is not closed',
      'Only a closed month is corrected by adjustments; {month} can still be corrected itself.',
      'Propose it again: amie period propose {month}.',
    ],
  ),
  'month-without-parts': row(
    409,
    [
      'Personne ne porterait ce mois',
      'D’après ce qui est su aujourd’hui, personne n’a de part en {month}. Rien n’a été changé.',
      'Vérifiez les parts : amie parts.',
    ],
    [
      'Nobody would bear this month',
      'By what is known today, nobody has a part in {month}. Nothing was changed.',
      'Check the parts: amie parts.',
    ],
  ),
  'month-has-gaps': row(
    409,
    [
      'Ce mois ne peut pas encore être clos',
      '{month} : il reste {count} point(s) à régler. Rien n’a été changé.',
      'Réglez chacun comme indiqué, puis recommencez : amie period gaps {month}.',
    ],
    [
      'This month cannot close yet',
      '{month}: {count} point(s) are left to settle. Nothing was changed.',
      'Settle each as told, then try again: amie period gaps {month}.',
    ],
  ),
  'adjustment-unknown': row(
    404,
    ['Cet ajustement est inconnu', 'Ce mois n’a pas d’ajustement « {value} ».', 'Voyez amie period show.'],
    ['This adjustment is unknown', 'This month has no adjustment “{value}”.', 'See amie period show.'],
  ),
  'adjustment-reversed': row(
    409,
    [
      'Cet ajustement est déjà annulé',
      '« {value} » a déjà son contraire. Rien n’a été changé.',
      'Aucune action nécessaire.',
    ],
    [
      'This adjustment is reversed already',
      '“{value}” has its opposite already. Nothing was changed.',
      'No action needed.',
    ],
  ),
  'day-outside-month': row(
    422,
    ['Ce jour est d’un autre mois', 'Le {day} n’est pas en {month}.', 'Donnez un jour de ce mois.'],
    ['This day is of another month', '{day} is not in {month}.', 'Give a day of this month.'],
  ),
  'day-without-gap': row(
    409,
    [
      'Il n’y a rien à expliquer',
      'Le {day}, {service} sur {server} a été lu, ou n’avait pas à l’être. Rien n’a été créé.',
      'Voyez ce qui manque : amie period gaps.',
    ],
    [
      'There is nothing to explain',
      'On {day}, {service} on {server} was read, or had no need to be. Nothing was created.',
      'See what is missing: amie period gaps.',
    ],
  ),
  'change-below-zero': row(
    422,
    ['Il resterait moins que rien', 'Ce changement enlèverait plus qu’il n’y a.', 'Donnez une valeur plus petite.'],
    ['Less than nothing would be left', 'This change would take more than there is.', 'Give a smaller value.'],
  ),
  'change-unclear': row(
    422,
    [
      'On ne sait pas ce qui changerait',
      'Il faut un compteur et une association, une association et des parts, ou une bourse et des minutes.',
      'Donnez meter, member et add ; ou member et halfParts ; ou pool et minutes.',
    ],
    [
      'It is not clear what would change',
      'Needed: a meter and a member, a member and parts, or a pool and minutes.',
      'Give meter, member and add; or member and halfParts; or pool and minutes.',
    ],
  ),
} satisfies Record<PeriodRefusal, ProblemRow> & Record<string, ProblemRow>;

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
  'gap-coverage': row(
    409,
    [
      'Un compteur a été trop peu lu',
      '{meter} : {observed} jours relevés sur {days} ; il en faut 90 %.',
      'Rattrapez les lectures qui peuvent l’être (amie night), corrigez les autres, puis proposez le mois de nouveau.',
    ],
    [
      'A meter was read too seldom',
      '{meter}: {observed} days observed of {days}; 90 % are needed.',
      'Catch up on the readings that can be (amie night), correct the others, then propose the month again.',
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
