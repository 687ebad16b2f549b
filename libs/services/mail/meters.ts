import type { Meter } from '@amie/reconcile';

/** By domain, never by person: what one mailbox holds is nobody's business here. */
export const mailMeters = [
  { name: 'mail.storage', unit: 'KiB', form: 'gauge', of: 'domain' },
  { name: 'mail.boxes', unit: 'count', form: 'gauge', of: 'domain' },
  { name: 'mail.sent', unit: 'messages', form: 'daily', of: 'domain' },
] as const satisfies readonly Meter[];
