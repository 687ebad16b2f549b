/** A difference nobody asked for (`drift`), or a thing that no resource claims (`orphan`). */
export interface Drift {
  readonly id: string;
  readonly kind: 'drift' | 'orphan';
  readonly service: string;
  readonly server: { id: string; name: string };
  readonly key: string;
  /** What is so that nobody asked for, in the language of the terminal. */
  readonly sentence: string;
  /** The sentence, and a line for each setting that differs. */
  readonly text: string;
  readonly detectedAt: string;
  readonly decision: string | null;
  readonly resolvedAt: string | null;
}
