import { type GivenInputs, parseInputs, simulate, simulationDocument, SimulationError } from '@amie/allocation';
import { acting, type Register } from '../command-line.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import { constraintLines, figureLines, inputsLine, practiceLines } from '../simulation-text.js';
import type { Terminal } from '../terminal.js';
import type { Say } from '../words.js';

/** Offline on purpose: the same engine as the page, for anyone with a terminal. */
export const registerSimulate: Register = (program, say) => {
  const command = program
    .command('simulate')
    .description(
      say(
        'simule le tarif et les jours d’une part ; chaque contrainte dit la valeur qui la tiendrait',
        'simulates price and days of a part; each constraint tells the value that would keep it',
      ),
    );
  for (const [flag, french, english] of flags) command.option(flag, say(french, english));
  command.action(acting(run));
};

const flags = [
  ['--cost <euros>', 'coût d’une année (24000)', 'cost of a year (24000)'],
  ['--post <fraction>', 'temps du poste (3/5)', 'fraction of a full post (3/5)'],
  ['--days-per-month <days>', 'jours par mois (20 × le poste)', 'days a month (20 × the post)'],
  ['--months <months>', 'mois travaillés, donc jours d’une part (11)', 'months worked, so days of a part (11)'],
  ['--own-days <days>', 'jours individuels d’une part (9)', 'own days of a part (9)'],
  ['--collective-days <days>', 'jours collectifs d’une part (2)', 'collective days of a part (2)'],
  ['--tariff <euros>', 'prix d’une part (2000)', 'price of a part (2000)'],
  ['--parts-sold <parts>', 'parts vendues (12)', 'parts sold (12)'],
  ['--ceiling <euros>', 'plafond d’un jour (180)', 'ceiling of a day (180)'],
  ['--hours-per-day <hours>', 'heures d’un jour (7)', 'hours of a day (7)'],
  ['--market-low <euros>', 'jour le moins cher du marché (250)', 'lowest price of a day on the market (250)'],
  ['--market-high <euros>', 'jour le plus cher du marché (600)', 'highest price of a day on the market (600)'],
  [
    '--practice <days;days>',
    'jours collectifs à examiner (20;24;26,4;30)',
    'collective days to look at (20;24;26.4;30)',
  ],
  [
    '--denominator <days>',
    'jours mis à disposition : months, presences ou own-days (months)',
    'days made available: months, presences or own-days (months)',
  ],
] as const;

const names = [
  'cost',
  'post',
  'daysPerMonth',
  'months',
  'ownDays',
  'collectiveDays',
  'tariff',
  'partsSold',
  'ceiling',
  'hoursPerDay',
  'marketLow',
  'marketHigh',
  'practice',
  'denominator',
] as const;

async function run({ output }: Terminal, options: GivenInputs): Promise<void> {
  const given = Object.fromEntries(names.map(name => [name, options[name]]));
  const simulation = simulate(read(given, output.say));
  output.json(simulationDocument(simulation));
  output.text(inputsLine(simulation, output));
  output.text('');
  output.text(figureLines(simulation, output).join('\n'));
  output.text('');
  output.line('Contraintes', 'Constraints');
  output.text(constraintLines(simulation, output).join('\n'));
  output.text('');
  output.line('Ce qu’en fait la pratique', 'What practice makes of it');
  output.text(practiceLines(simulation, output).join('\n'));
}

function read(given: GivenInputs, say: Say) {
  try {
    return parseInputs(given);
  } catch (error) {
    if (!(error instanceof SimulationError)) throw error;
    const { code, field, value } = error;
    const flag = `--${field.replaceAll(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
    const [french, english] = refusals[code];
    const message = say(`${flag} « ${value} » : ${french}`, `${flag} "${value}": ${english}`);
    throw new CommandFailure(message, exitCodes.usage, { error: { code, field, message } });
  }
}

const refusals: Record<SimulationError['code'], readonly [french: string, english: string]> = {
  'not-a-number': ['donnez un nombre, comme 2000, 181,82 ou 3/5.', 'give a number, such as 2000, 181.82 or 3/5.'],
  'not-positive': ['donnez un nombre au-dessus de 0.', 'give a number above 0.'],
  'too-large': ['donnez un nombre de 12 chiffres au plus.', 'give a number of at most 12 digits.'],
  'not-offered': ['au choix : months, presences, own-days.', 'one of: months, presences, own-days.'],
  'unknown-field': ['cette option n’existe pas.', 'there is no such option.'],
};
