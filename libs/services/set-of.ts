import { z } from 'zod';

/** A list whose order and repetitions mean nothing: parsed into each value once (case aside), sorted. */
export function setOf<Value extends string>(value: z.ZodType<Value>) {
  return z.array(value).transform(list => [...new Map(list.map(one => [one.toLowerCase(), one])).values()].sort());
}
