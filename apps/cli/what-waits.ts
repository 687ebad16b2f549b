import type { Domain } from './domains.js';
import { isWorkerAway, type Lane, laneTrouble } from './lanes.js';
import type { Task } from './task.js';
import type { Terminal } from './terminal.js';

/** One reason, and what makes it another one than before. */
export interface Hint {
  readonly cause: string;
  readonly text: string;
}

/** Why a task may not be moving: lanes in trouble, domains of its member without a proof. Nothing when nobody answers. */
export async function whatWaits(terminal: Terminal, task: Pick<Task, 'memberId'>): Promise<Hint[]> {
  try {
    const hints = [...(await lanesInTrouble(terminal)), ...(await domainsUnproved(terminal, task.memberId))];
    return [...new Map(hints.map(hint => [hint.cause, hint])).values()];
  } catch {
    // Only a hint: following goes on, and says itself when the API is gone.
    return [];
  }
}

async function lanesInTrouble({ client, output }: Terminal): Promise<Hint[]> {
  const { items } = (await client.get<{ items: Lane[] }>('/lanes')).body;
  return items.flatMap(lane => {
    const text = laneTrouble(lane, output);
    return text ? [{ cause: causeOf(lane), text }] : [];
  });
}

function causeOf(lane: Lane): string {
  if (isWorkerAway(lane) && !lane.stopped) return 'worker-away';
  return `${lane.service}@${lane.server.id} ${lane.stopped?.reason ?? lane.problem?.code ?? ''}`;
}

async function domainsUnproved({ client, output }: Terminal, memberId: string | null): Promise<Hint[]> {
  if (memberId === null) return [];
  const { items } = (await client.get<{ items: Domain[] }>(`/members/${memberId}/domains`)).body;
  const waiting = items.filter(({ proof }) => proof.state === 'waiting');
  return waiting.map(({ domain }) => ({
    cause: domain,
    text: output.say(
      `Le domaine ${domain} attend sa preuve : amie domains lines ${domain}`,
      `The domain ${domain} waits for its proof: amie domains lines ${domain}`,
    ),
  }));
}
