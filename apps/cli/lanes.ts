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
  { title: ['État', 'State'], show: lane => stateWord(lane.state, output.say) },
  { title: ['À faire', 'To do'], show: lane => String(lane.due) },
  { title: ['Vu', 'Seen'], show: lane => output.time(lane.inspectedAt) },
  { title: ['À savoir', 'To know'], show: lane => lane.stopped?.title ?? lane.problem?.title },
];

/** What keeps a lane from working, and the way out; nothing when it works. */
export function laneTrouble(lane: Lane, output: Output): string {
  const place = `${lane.service} ${lane.server.name}`;
  if (lane.stopped) {
    const resume = output.say(
      `Après l’avoir compris : amie lanes resume ${place}`,
      `Once you know why: amie lanes resume ${place}`,
    );
    return [`${place} : ${lane.stopped.title}`, lane.stopped.action, resume].filter(Boolean).join('\n  ');
  }
  if (!lane.problem) return '';
  const { title, detail, action, code } = lane.problem;
  const again = output.say(
    `Prochain essai : ${output.time(lane.nextRunAt)}`,
    `Next try: ${output.time(lane.nextRunAt)}`,
  );
  return [`${place} : ${title}`, detail, action, `${again} (${code})`].filter(Boolean).join('\n  ');
}
