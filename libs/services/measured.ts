import type { Measurement, Reading } from '@amie/reconcile';
import { z } from 'zod';
import { unitKey } from './directory/shape.js';

/** What every answer of an agent about meters says beside the figures. */
export const meterAnswer = z.looseObject({
  time: z.int().positive(),
  source: z.looseObject({
    command: z.string().min(1).max(300),
    version: z.string().max(100),
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
  controlKib: z.int().nonnegative().nullable(),
});

/** Where the figures of an answer come from, as a measurement says it; the agent's total is held against `storageMeter`. */
export function sourceOf(
  { time, source, controlKib }: z.output<typeof meterAnswer>,
  storageMeter: string,
): Omit<Measurement, 'readings'> {
  return {
    command: source.command,
    toolVersion: source.version,
    rawSha256: source.sha256,
    serverTime: time,
    ...(controlKib !== null && { control: { meter: storageMeter, total: BigInt(controlKib) } }),
  };
}

/** An amount as its server told it; null is unknown, which is not zero. */
export const amountOf = (kib: number | null): bigint | 'absent' => (kib === null ? 'absent' : BigInt(kib));

/** How many there are of each member. */
export function countedByMember(meter: string, things: readonly { readonly slug: string }[]): readonly Reading[] {
  const bySlug = Map.groupBy(things, ({ slug }) => slug);
  return [...bySlug].map(([slug, own]) => ({ meter, key: unitKey({ slug }), value: BigInt(own.length) }));
}
