import type { Meter, ServiceName } from '@amie/reconcile';
import { backupMeters } from './backup/meters.js';
import { directoryMeters } from './directory/meters.js';
import { mailMeters } from './mail/meters.js';
import { webMeters } from './web/meters.js';

/** A meter with the service that reads it; `ledger` for those that people book. */
export interface ListedMeter extends Meter {
  readonly service: ServiceName | 'ledger';
}

const of = (service: ServiceName, meters: readonly Meter[]): ListedMeter[] =>
  meters.map(meter => ({ ...meter, service }));

/** Every meter there is, those of the ledger of days included. */
export const meters: readonly ListedMeter[] = [
  ...of('directory', directoryMeters),
  ...of('mail', mailMeters),
  ...of('web', webMeters),
  ...of('backup', backupMeters),
  { service: 'ledger', name: 'train.minutes', unit: 'attendee-min', form: 'event', of: 'unit' },
  { service: 'ledger', name: 'help.minutes', unit: 'minutes', form: 'event', of: 'unit' },
];
