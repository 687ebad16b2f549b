import { type ProblemRow, row } from '../row.js';

/** What is refused of months, their adjustments and their shares. */
export const periodRows = {
  'month-not-over': row(
    409,
    ['Ce mois n’est pas fini', '{month} n’est pas encore terminé. Rien n’a été changé.', 'Attendez la fin du mois.'],
    ['This month is not over', '{month} has not ended yet. Nothing was changed.', 'Wait for the end of the month.'],
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
  'month-detached': row(
    409,
    [
      'Les relevés de ce mois sont archivés',
      '{month} ne se recalcule plus : les relevés de {gone} ont quitté la base. Rien n’a été changé.',
      'Rattachez d’abord la table {table} à reading, puis recommencez.',
    ],
    [
      'The readings of this month are archived',
      '{month} cannot be computed again: the readings of {gone} left the database. Nothing was changed.',
      'Attach the table {table} to reading first, then try again.',
    ],
  ),
  'approval-before-end': row(
    409,
    [
      'Cette décision est d’avant la fin du mois',
      'Le {day}, personne ne pouvait connaître les chiffres de {month}. Rien n’a été changé.',
      'Donnez une décision prise après : amie decision record.',
    ],
    [
      'This decision is from before the end of the month',
      'On {day} nobody could know the figures of {month}. Nothing was changed.',
      'Give a decision that was taken later: amie decision record.',
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
  'decision-before-month': row(
    422,
    [
      'Cette décision est d’avant le mois',
      'Elle a été prise le {day}, quand rien de {month} n’était relevé. Rien n’a été changé.',
      'Donnez une décision prise depuis : amie decision record.',
    ],
    [
      'This decision is from before the month',
      'It was taken on {day}, when nothing of {month} had been read. Nothing was changed.',
      'Give a decision taken since: amie decision record.',
    ],
  ),
  'coverage-not-thin': row(
    409,
    [
      'Il n’y a rien à accepter',
      'En {month}, {meter} a été assez relevé, ou c’est déjà accepté. Rien n’a été changé.',
      'Voyez ce qui manque : amie period gaps {month}.',
    ],
    [
      'There is nothing to accept',
      'In {month}, {meter} was read often enough, or it is accepted already. Nothing was changed.',
      'See what is missing: amie period gaps {month}.',
    ],
  ),
  'pool-unknown': row(
    422,
    ['Ce poste n’existe pas', 'Il n’y a pas de poste « {value} ».', 'Il y a : {names}.'],
    ['There is no such pool', 'There is no pool “{value}”.', 'There are: {names}.'],
  ),
  'why-first-month': row(
    409,
    [
      'Il n’y a pas de mois d’avant à comparer',
      '{month} est le premier mois réparti : {since} n’avait pas encore de règle.',
      'Pour un mois plus tardif, nommez celui à comparer : amie why … --since {month}.',
    ],
    [
      'There is no earlier month to compare with',
      '{month} is the first month that was shared: {since} had no rule yet.',
      'Of a later month, name the one to compare with: amie why … --since {month}.',
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
      'Il faut un compteur et une association, une association et des parts, ou un poste et des minutes.',
      'Donnez --meter, --member et --add ; ou --member et --half-parts ; ou --pool et --minutes.',
    ],
    [
      'It is not clear what would change',
      'Needed: a meter and a member, a member and parts, or a pool and minutes.',
      'Give --meter, --member and --add; or --member and --half-parts; or --pool and --minutes.',
    ],
  ),
} satisfies Record<string, ProblemRow>;
