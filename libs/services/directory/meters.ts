import type { Meter } from '@amie/reconcile';

export const directoryMeters = [
  { name: 'dir.entries', unit: 'entries', form: 'gauge', of: 'unit' },
] as const satisfies readonly Meter[];
