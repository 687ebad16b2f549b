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
  readonly problem: {
    readonly code: string;
    readonly title: string;
    readonly detail: string;
    readonly action: string;
  } | null;
}

/** A machine of the member's own: what it has there, and when it last wrote. */
export interface Machine {
  readonly label: string;
  readonly publicKey: string;
  readonly usedKib: number | null;
  readonly writtenAt: string | null;
}

export interface Repository {
  readonly id: string;
  readonly name: string;
  readonly limitKib: number;
  readonly usedKib: number | null;
  readonly keptOn: string | null;
  readonly escrowKey: string | null;
  readonly sources: readonly Source[];
  readonly machines: readonly Machine[];
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
  if (problem?.code === 'backup-none') return output.say('PAS SAUVEGARDÉ', 'NOT BACKED UP');
  if (isOverdue) return output.say('EN RETARD', 'OVERDUE');
  if (problem) return output.say('en échec', 'failing');
  if (isRunning) return output.say('en cours', 'running');
  return lastSucceededAt ? output.say('à jour', 'up to date') : output.say('pas encore', 'not yet');
}

/** « 1,2 Go »; nothing where it is not known. */
export const size = (kib: number | null, output: Output): string => showStorage(kib, output.language);

/** Each trouble with its way out, under the source it concerns. */
export function troubles(sources: readonly Pick<Source, 'name' | 'problem'>[]): string[] {
  return sources.flatMap(({ name, problem }) => (problem ? [`${name}: ${sentences(problem)}`] : []));
}

function sentences({ title, detail, action }: NonNullable<Source['problem']>): string {
  return `${title}${detail && ` (${detail})`}. ${action}`;
}

/** « 12 Go sur 50 Go » ; the limit alone where the use is not known. */
export function spaceOf({ usedKib, limitKib }: Repository, output: Output): string {
  const [used, limit] = [size(usedKib, output), size(limitKib, output)];
  return used ? output.say(`${used} sur ${limit}`, `${used} of ${limit}`) : limit;
}

/** « poste-accueil (12 Go, a écrit le 23/11/2026 02:00) » ; its name alone where its server did not tell yet. */
export function machineLine({ label, usedKib, writtenAt }: Machine, output: Output): string {
  if (usedKib === null) return label;
  if (!writtenAt) return output.say(`${label} (n’a encore rien écrit)`, `${label} (wrote nothing yet)`);
  const [used, at] = [size(usedKib, output), output.time(writtenAt)];
  return output.say(`${label} (${used}, a écrit le ${at})`, `${label} (${used}, last wrote on ${at})`);
}
