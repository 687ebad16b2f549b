import { allocatePool, CaseError, readCase, sharesText } from '@amie/allocation';
import type { Register } from '../command-line.js';
import { CommandFailure, exitCodes } from '../exit-codes.js';
import type { Say } from '../words.js';
import { linesOf } from './allocate-lines.js';

/** Offline on purpose: without the API, a token or settings, so that anyone can check a share by themselves. */
export const registerAllocate: Register = (program, say) => {
  program
    .command('allocate')
    .description(
      say('recalcule la répartition d’un cas lu sur l’entrée', 'works out the shares of a case on standard input'),
    )
    .option('--jsonl', say('un cas par ligne, un résultat par ligne', 'one case a line, one result a line'))
    .addHelpText(
      'after',
      say('\n  amie allocate < cas.json > resultat.json', '\n  amie allocate < case.json > result.json'),
    )
    .action(async ({ jsonl }: { jsonl?: boolean }) => {
      if (process.stdin.isTTY) throw new CommandFailure(say(...nothingGiven), exitCodes.usage);
      await (jsonl ? allocateLines(say) : allocateWhole(say));
    });
};

const nothingGiven = [
  'Donnez un cas sur l’entrée standard : amie allocate < cas.json',
  'Give a case on standard input: amie allocate < case.json',
] as const;

async function allocateWhole(say: Say): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const { text, refusal } = share(Buffer.concat(chunks));
  if (!refusal) return print(text);
  const document = refusalDocument(refusal, say);
  throw new CommandFailure(document.error.message, exitCodes.failed, document);
}

async function allocateLines(say: Say): Promise<void> {
  let refused = 0;
  let count = 0;
  for await (const line of linesOf(process.stdin)) {
    const { text, refusal } = share(line);
    await print(refusal ? JSON.stringify(refusalDocument(refusal, say)) : text);
    count += 1;
    if (refusal) refused += 1;
  }
  if (refused === 0) return;
  const told = say(`${refused} ligne(s) refusée(s) sur ${count}.`, `${refused} of ${count} line(s) were refused.`);
  process.stderr.write(`${told}\n`);
  process.exitCode = exitCodes.failed;
}

type Shared =
  | { readonly text: string; readonly refusal?: undefined }
  | { readonly text?: undefined; readonly refusal: CaseError };

function share(bytes: Uint8Array): Shared {
  try {
    return { text: sharesText(allocatePool(readCase(decode(bytes)))) };
  } catch (error) {
    if (error instanceof CaseError) return { refusal: error };
    throw error;
  }
}

// A mark of byte order before the text is no part of it.
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CaseError('not-utf-8', 'json');
  }
}

function refusalDocument(refusal: CaseError, say: Say) {
  const { code, field } = refusal;
  return { error: { code, field, message: say(refusal.sentence('fr'), refusal.sentence('en')) } };
}

// A slow reader is waited for, so that memory does not grow with the number of cases.
async function print(text: string): Promise<void> {
  if (process.stdout.write(`${text}\n`)) return;
  await new Promise<void>(resolve => process.stdout.once('drain', resolve));
}
