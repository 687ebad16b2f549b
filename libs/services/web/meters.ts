import type { Meter } from '@amie/reconcile';

export const webMeters = [
  { name: 'web.sites', unit: 'count', form: 'gauge', of: 'unit' },
  { name: 'web.storage', unit: 'KiB', form: 'gauge', of: 'site' },
  { name: 'web.bytes', unit: 'bytes', form: 'daily', of: 'site' },
  { name: 'db.size', unit: 'KiB', form: 'gauge', of: 'site-database' },
] as const satisfies readonly Meter[];
