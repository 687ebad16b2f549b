import { collect } from './collect.js';
import { CommandFailure } from './exit-codes.js';
import { onlyMember } from './only-member.js';
import type { Output } from './output.js';
import { showStorage } from './storage.js';
import type { Terminal } from './terminal.js';

/** How one source of a repository stands. */
export interface Source {
  readonly name: string;
  readonly publicKey: string | null;
  readonly sealed: string | null;
  readonly lastSucceededAt: string | null;
  readonly lastProvenAt: string | null;
  readonly isOverdue: boolean;
  readonly isRunning: boolean;
  readonly usedKib: number | null;
  readonly grownKib: number | null;
  readonly problem: { readonly code: string; readonly title: string; readonly action: string } | null;
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly limitKib: number;
  readonly escrowKey: string | null;
  readonly sources: readonly Source[];
  readonly machines: readonly { readonly label: string; readonly publicKey: string }[];
  readonly deletion: {
    readonly askedBy: string;
    readonly askedAt: string;
    readonly approvedBy: string | null;
    readonly purgedAfter: string | null;
  } | null;
  readonly state: string;
}

export interface OfMember {
  readonly member?: string;
}

export const repositoriesPath = (member: string): string => `/members/${encodeURIComponent(member)}/repositories`;

/** The repository of the member named, or of the only one; one in the bin is found by its id alone. */
export async function findRepository(terminal: Terminal, { member }: OfMember): Promise<Repository> {
  const reference = member ?? (await onlyMember(terminal));
  const [found] = await collect(terminal.client.list<Repository>(repositoriesPath(reference)));
  if (found) return found;
  const inBin = await collect(terminal.client.list<{ id: string; kind: string }>(`/bin?member=${reference}`));
  const closed = inBin.find(({ kind }) => kind === 'repository');
  if (closed) return (await terminal.client.get<Repository>(`/repositories/${closed.id}`)).body;
  throw new CommandFailure(
    terminal.output.say(
      `${reference} n’a pas de dépôt de sauvegarde : amie backup add.`,
      `${reference} has no backup repository: amie backup add.`,
    ),
  );
}

/** In one word how a source stands: what is wrong comes first. */
export function sourceState({ problem, isOverdue, isRunning, lastSucceededAt }: Source, output: Output): string {
  if (isOverdue) return output.say('EN RETARD', 'OVERDUE');
  if (problem) return output.say('en échec', 'failing');
  if (isRunning) return output.say('en cours', 'running');
  return lastSucceededAt ? output.say('à jour', 'up to date') : output.say('pas encore', 'not yet');
}

/** « 1,2 Go »; nothing where it is not known. */
export const size = (kib: number | null, output: Output): string => showStorage(kib, output.language);

/** Each trouble with its way out, under the source it concerns. */
export function troubles(sources: readonly Source[]): string[] {
  return sources.flatMap(({ name, problem }) => (problem ? [`${name}: ${problem.title}. ${problem.action}`] : []));
}
