import type { Output } from './output.js';
import { stateWord } from './state-words.js';
import type { Column } from './table.js';

/** One service on one server, as the API shows it. */
export interface Lane {
  readonly service: string;
  readonly server: { id: string; name: string };
  readonly state: 'idle' | 'working' | 'waiting' | 'stopped';
  readonly due: number;
  readonly stopped: { reason: string; title: string; action: string; at: string } | null;
  readonly problem: { code: string; title: string; detail: string; action: string } | null;
  readonly failures: number;
  readonly nextRunAt: string;
  readonly lastRunAt: string | null;
  readonly inspectedAt: string | null;
}

/** Path of a lane written as people write it: `mail/mail1`. */
export function lanePath(service: string, server: string): string {
  return `/lanes/${encodeURIComponent(service)}/${encodeURIComponent(server)}`;
}

export const laneColumns = (output: Output): Column<Lane>[] => [
  { title: ['Service', 'Service'], show: lane => lane.service },
  { title: ['Serveur', 'Server'], show: lane => lane.server.name },
  { title: ['État', 'State'], show: lane => laneState(lane, output) },
  { title: ['À faire', 'To do'], show: lane => String(lane.due) },
  { title: ['Vu', 'Seen'], show: lane => output.time(lane.inspectedAt) },
  { title: ['À savoir', 'To know'], show: lane => lane.stopped?.title ?? lane.problem?.title },
];

/** Whether nobody serves the lane at all: the same for every lane, so it is told without naming one. */
export const isWorkerAway = ({ problem }: Lane): boolean => problem?.code === 'worker-away';

/** How a lane is doing, in a word. */
export function laneState(lane: Lane, { say }: Output): string {
  return stateWord(isWorkerAway(lane) && !lane.stopped ? 'away' : lane.state, say);
}

/** What keeps a lane from working, and the way out; nothing when it works. */
export function laneTrouble(lane: Lane, output: Output): string {
  if (isWorkerAway(lane) && !lane.stopped) return workerAway(lane, output);
  const place = `${lane.service} ${lane.server.name}`;
  const heading = (title: string): string => output.say(`${place} : ${title}`, `${place}: ${title}`);
  if (lane.stopped) {
    const resume = output.say(
      `Après l’avoir compris : amie lanes resume ${place}`,
      `Once you know why: amie lanes resume ${place}`,
    );
    return [heading(lane.stopped.title), lane.stopped.action, resume].filter(Boolean).join('\n  ');
  }
  if (!lane.problem) return '';
  const { title, detail, action, code } = lane.problem;
  const again = output.say(
    `Prochain essai : ${output.time(lane.nextRunAt)}`,
    `Next try: ${output.time(lane.nextRunAt)}`,
  );
  return [heading(title), detail, action, `${again} (${code})`].filter(Boolean).join('\n  ');
}

function workerAway({ problem }: Lane, { say }: Output): string {
  const title =
    problem?.title ||
    say('Le service qui applique les changements ne répond plus', 'The service that applies changes does not answer');
  return [title, problem?.detail, problem?.action].filter(Boolean).join('\n  ');
}

/** What keeps these lanes from working, each cause once. */
export function laneTroubles(lanes: readonly Lane[], output: Output): string[] {
  return [...new Set(lanes.flatMap(lane => laneTrouble(lane, output) || []))];
}
