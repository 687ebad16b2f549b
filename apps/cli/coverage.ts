import { change } from './change.js';
import { acting, changes, type Register } from './command-line.js';
import { meterWord, readMeter } from './meter-words.js';
import type { Output } from './output.js';
import { shortId } from './task.js';
import type { Terminal } from './terminal.js';

/** A meter read too seldom in a month, which the board took as it is. */
export interface Accepted {
  readonly meter: string;
  readonly observed: number;
  readonly days: number;
  readonly text: string;
  readonly decisionId: string;
}

/** `amie period accept-coverage`. */
export const registerCoverage: Register = (period, say) => {
  changes(period.command('accept-coverage <month> <meter> <text>'), say)
    .description(
      say(
        'note que le conseil accepte un compteur trop peu relevé',
        'notes that the board accepts a meter read too seldom',
      ),
    )
    .requiredOption('--decision <id>', say('décision du conseil', 'decision of the board'))
    .action(acting(accept));
};

async function accept(
  terminal: Terminal,
  { decision }: { decision: string },
  month: string,
  meter: string,
  text: string,
): Promise<void> {
  const path = `/periods/${encodeURIComponent(month)}/accepted-coverage`;
  const body = { meter: readMeter(meter), decision, text };
  const answer = await change<{ accepted: Accepted[] }>(terminal, 'POST', path, { body });
  if (terminal.isDryRun) return;
  terminal.output.json(answer);
  tellAccepted(terminal.output, answer.accepted);
}

/** A line for each, wherever a month is shown. */
export function tellAccepted(output: Output, accepted: readonly Accepted[]): void {
  for (const { meter, observed, days, text, decisionId } of accepted) {
    const [name, id] = [meterWord(meter, output.say), shortId(decisionId)];
    output.line(
      `! ${name} : ${observed} jours relevés sur ${days}, accepté par le conseil (décision ${id}) · ${text}`,
      `! ${name}: ${observed} days observed of ${days}, accepted by the board (decision ${id}) · ${text}`,
    );
  }
}
