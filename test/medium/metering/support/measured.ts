import type { Measurement, Server, ServiceDriver } from '@amie/reconcile';
import { epochsFrom, newLabLease } from '../../servers/lab-drivers.js';

/** Reads all meters of a server as the worker would. */
export async function measured(driver: ServiceDriver, server: Server): Promise<Measurement> {
  const lease = newLabLease(driver.service, epochsFrom(), AbortSignal.timeout(60_000));
  await using session = await driver.connect(server, lease);
  return await session.measure();
}

/** Amounts of one subject by meter; daily ones by meter and day. */
export function amountsOf({ readings }: Measurement, key: string): Record<string, bigint | 'absent'> {
  const own = readings.filter(reading => reading.key === key);
  return Object.fromEntries(own.map(({ meter, day, value }) => [day === undefined ? meter : `${meter} ${day}`, value]));
}

/** The local day that many days ago, as the association counts them. */
export function daysAgo(back: number): string {
  const form = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris', dateStyle: 'short' });
  return form.format(new Date(Date.now() - back * 86_400_000));
}
