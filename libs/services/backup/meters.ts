import type { Meter } from '@amie/reconcile';

export const backupMeters = [
  { name: 'backup.repo', unit: 'KiB', form: 'gauge', of: 'repository' },
  { name: 'backup.repos', unit: 'count', form: 'gauge', of: 'unit' },
] as const satisfies readonly Meter[];
