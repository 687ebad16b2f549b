import { row } from '../row.js';

/** What cannot be recorded of a cost, and what cannot be proved. */
export const statementRows = {
  'cents-shape': row(
    422,
    [
      'Ce n’est pas un montant',
      '« {value} » n’est pas un nombre de centimes.',
      'Écrivez les centimes en chiffres, entre guillemets : "200000" pour 2 000,00 €.',
    ],
    [
      'This is not an amount',
      '“{value}” is no number of cents.',
      'Write the cents as digits, in quotes: "200000" for €2,000.00.',
    ],
  ),
  'cost-missing': row(
    404,
    [
      'Ce mois n’a pas encore de coût',
      'Rien n’est dû pour {month} : aucun coût n’est enregistré, ou le mois n’a pas de chiffres.',
      'Enregistrez le coût réel du mois : amie cost set {month} 2000,00',
    ],
    [
      'This month has no cost yet',
      'Nothing is due for {month}: no cost is recorded, or the month has no figures.',
      'Record the real cost of the month: amie cost set {month} 2000.00',
    ],
  ),
  'proof-unsplit': row(
    409,
    [
      'La preuve ne peut pas être établie',
      'Le coût de {month} ({cents} centimes) n’est pas réparti en entier : {sum} centimes le sont.',
      'Vérifiez que des associations avaient des parts ou des heures ce mois-là, et que le coût est au bon mois.',
    ],
    [
      'The proof cannot be given',
      'The cost of {month} ({cents} cents) is not wholly shared: {sum} cents are.',
      'Check that members had parts or hours in that month, and that the cost stands in the right month.',
    ],
  ),
};
