/** Plan in short, as the API tells it. */
export interface PlanInShort {
  readonly asOf: string | null;
  readonly counts: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly sentence: string;
}

/** Plan with its changes and its text. */
export interface Plan extends PlanInShort {
  readonly changes: readonly { action: string; kind: string; key: string; fields: readonly string[] }[];
  readonly text: string;
}

/** What a change answers: the task that carries it out. A dry run answers its plan alone. */
export interface Started {
  readonly task?: TaskInShort;
  readonly plan?: PlanInShort & Partial<Plan>;
  readonly isDryRun?: boolean;
}

export interface TaskInShort {
  readonly id: string;
  readonly url: string;
  readonly kind: string;
  readonly title: string;
}

export interface Failure {
  readonly key: string;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly action: string;
}

export interface Task extends TaskInShort {
  readonly state: 'planned' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly memberId: string | null;
  readonly askedBy: string;
  readonly createdAt: string;
  readonly endedAt: string | null;
  readonly plan: PlanInShort | null;
  readonly progress: { total: number; waiting: number; applied: number; ready: number; failed: number };
  readonly failures: readonly Failure[];
  readonly undoes: string | null;
  readonly undoneBy: string | null;
}

/** Enough of a task's id to name it among the recent ones. */
export const shortId = (id: string): string => id.slice(0, 8);

export const hasEnded = (task: Pick<Task, 'state'>): boolean => !['planned', 'running'].includes(task.state);
