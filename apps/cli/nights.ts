import type { Output } from './output.js';
import type { Column } from './table.js';
import type { Say } from './words.js';

interface Source {
  readonly service: string;
  readonly server: { readonly id: string; readonly name: string };
}

/** A reading of everything that somebody asked for, as the API shows it. */
export interface Night {
  readonly id: number;
  readonly begunAt: string | null;
  readonly endedAt: string | null;
  readonly outcome: {
    readonly read: number;
    readonly amounts: number;
    readonly absent: number;
    readonly failures: readonly (Source & { readonly code: string })[];
  } | null;
}

interface LastRun {
  readonly day: string;
  readonly state: string;
  readonly endedAt: string | null;
  readonly got: number | null;
  readonly error: string | null;
}

type SourceSeen = Source & { readonly last: LastRun | null };
type Due = Source & { readonly day: string; readonly slot: number; readonly attempt: number };
type Gap = Source & { readonly day: string; readonly to: string; readonly state: string };

/** How the readings stand. */
export interface Nights {
  readonly nights: readonly Night[];
  readonly sources: readonly SourceSeen[];
  readonly due: readonly Due[];
  readonly month: string;
  readonly gaps: readonly Gap[];
}

const states: Readonly<Record<string, readonly [french: string, english: string]>> = {
  started: ['en cours', 'running'],
  done: ['fait', 'done'],
  suspect: ['fait, total à vérifier', 'done, total to check'],
  failed: ['échoué', 'failed'],
  absent: ['jamais lu', 'never read'],
  missing: ['manque', 'missing'],
};

function stateWord(state: string, say: Say): string {
  const words = states[state];
  return words ? say(...words) : state;
}

export const sourceColumns = (output: Output): Column<SourceSeen>[] => [
  { title: ['Service', 'Service'], show: one => one.service },
  { title: ['Serveur', 'Server'], show: one => one.server.name },
  { title: ['Jour', 'Day'], show: one => one.last?.day },
  { title: ['État', 'State'], show: one => one.last && stateWord(one.last.state, output.say) },
  { title: ['Quantités', 'Amounts'], show: one => one.last?.got?.toString() },
  { title: ['Fin', 'End'], show: one => output.time(one.last?.endedAt) },
  { title: ['À savoir', 'To know'], show: one => one.last?.error },
];

export const dueColumns = ({ say }: Output): Column<Due>[] => [
  { title: ['Jour', 'Day'], show: due => due.day },
  { title: ['Relevé', 'Sample'], show: due => (due.slot === 0 ? say('nuit', 'night') : String(due.slot)) },
  { title: ['Service', 'Service'], show: due => due.service },
  { title: ['Serveur', 'Server'], show: due => due.server.name },
  { title: ['Essai', 'Attempt'], show: due => String(due.attempt) },
];

export const gapColumns = ({ say }: Output): Column<Gap>[] => [
  { title: ['Du', 'From'], show: gap => gap.day },
  { title: ['Au', 'To'], show: gap => gap.to },
  { title: ['Service', 'Service'], show: gap => gap.service },
  { title: ['Serveur', 'Server'], show: gap => gap.server.name },
  { title: ['État', 'State'], show: gap => stateWord(gap.state, say) },
];

/** How a reading of everything went, in a sentence. */
export function tellNight({ outcome }: Night, output: Output): void {
  if (!outcome)
    return output.line('Le relevé est demandé. Où il en est : amie nights', 'Asked for. How it stands: amie nights');
  const { read, amounts, failures } = outcome;
  output.line(`${read} relevé(s) fait(s), ${amounts} quantités.`, `${read} reading(s) made, ${amounts} amounts.`);
  for (const { service, server, code } of failures)
    output.line(
      `Pas lu : ${service} sur ${server.name} (${code}).`,
      `Not read: ${service} on ${server.name} (${code}).`,
    );
  if (failures.length > 0)
    output.line(
      'C’est réessayé tout seul. Où il en est : amie nights',
      'Tried again by itself. How it stands: amie nights',
    );
}
