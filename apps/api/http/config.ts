import type { Config } from '@amie/config';

export const CONFIG = Symbol('config');

/** Until when what is set aside now can be restored. */
export function graceEnd(config: Pick<Config, 'graceDays'>): Date {
  return new Date(Date.now() + config.graceDays * 86_400_000);
}
