import { createInterface } from 'node:readline/promises';

/** Asks on the terminal; anything but a clear yes is a no. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // The end of the input (Ctrl-D) and Ctrl-C are a no as well.
  const closed = new Promise<string>(resolve => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(`${question} `), closed]);
  lines.close();
  return /^(?:o|oui|y|yes)$/i.test(answer.trim());
}
