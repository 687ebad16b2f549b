import { z } from 'zod';
import type { Proof } from './proof.js';

const amount = z.string();
const line = z.object({
  slug: z.string(),
  name: z.string(),
  individualUmin: amount,
  collectiveUmin: amount,
  keyUmin: amount,
  dueCents: amount,
  byPartsCents: amount,
  explain: z.string(),
});
const total = z.object({
  slug: z.string(),
  name: z.string(),
  dueCents: amount,
  earlierCents: amount,
  providedCents: amount,
  trueUpCents: amount,
});

/** The proof as JSON: each due is `costCents × keyUmin / keyTotalUmin`, to the cent by largest remainder under `salt`; in a
 *  month without any minute `isByParts`, and the keys are part·s. */
export const proofView = z.object({
  year: z.number().int(),
  isFinal: z.boolean(),
  asOf: z.string(),
  months: z.array(
    z.object({
      month: z.string(),
      state: z.enum(['closed', 'provisional']),
      policyVersion: z.number().int(),
      digest: z.string(),
      salt: z.string(),
      isByParts: z.boolean(),
      costCents: amount,
      keyTotalUmin: amount,
      lines: z.array(line),
    }),
  ),
  withoutCost: z.array(z.string()),
  members: z.array(total),
  costCents: amount,
  dueCents: amount,
  providedCents: amount,
  trueUpCents: amount,
});

export function proofDocument(proof: Proof): z.output<typeof proofView> {
  return {
    year: proof.year,
    isFinal: proof.isFinal,
    asOf: proof.asOf.toISOString(),
    months: proof.months.map(({ month, state, policyVersion, digest, salt, isByParts, cost, keyTotal, lines }) => ({
      month,
      state,
      policyVersion,
      digest,
      salt,
      isByParts,
      costCents: String(cost),
      keyTotalUmin: String(keyTotal),
      lines: lines.map(({ slug, name, individual, collective, key, due, byParts, explain }) => ({
        slug,
        name,
        individualUmin: String(individual),
        collectiveUmin: String(collective),
        keyUmin: String(key),
        dueCents: String(due),
        byPartsCents: String(byParts),
        explain,
      })),
    })),
    withoutCost: [...proof.withoutCost],
    members: proof.members.map(({ slug, name, due, earlier, provided, trueUp }) => ({
      slug,
      name,
      dueCents: String(due),
      earlierCents: String(earlier),
      providedCents: String(provided),
      trueUpCents: String(trueUp),
    })),
    costCents: String(proof.cost),
    dueCents: String(proof.due),
    providedCents: String(proof.provided),
    trueUpCents: String(proof.trueUp),
  };
}
