import { type ConsumerTimes, defaultTimes } from '@amie/queue';
import type { ServiceDriver, ServiceName } from '@amie/reconcile';

/** What the module is given from outside: settings, the database, and the code that touches servers. */
export const CONFIG = Symbol('config');
export const DATABASE = Symbol('database');
export const DRIVERS = Symbol('drivers');
/** Opens the password hashes that wait for their server. */
export const PASSWORD_KEY = Symbol('password key');
export const TIMES = Symbol('times');

/** How long a killed worker keeps what it held; shorter in tests. */
export interface WorkerTimes {
  /** Names stay claimed for far longer than ten of these (design: fencing). */
  readonly leaseSeconds: number;
  readonly queue: ConsumerTimes;
}

export const usualTimes: WorkerTimes = { leaseSeconds: 15, queue: defaultTimes };

export type Drivers = readonly ServiceDriver[];

/** The driver of a service; throws when this build has none. */
export function getDriver(drivers: Drivers, service: ServiceName): ServiceDriver {
  const driver = drivers.find(candidate => candidate.service === service);
  if (!driver) throw new Error(`this build has no driver for the service ${service}`);
  return driver;
}
