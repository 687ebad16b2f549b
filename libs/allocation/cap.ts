import { hamilton } from './hamilton.js';
import type { PoolCase } from './pool-case.js';
import { sumOf } from './whole-number.js';

/** The most each member may bear of a pool's amount (umin): the cap times its parts' share, rounded up; 0 without parts. */
export function capsOf(
  { parts, cap: [numerator, denominator] }: PoolCase,
  amount: bigint,
): ReadonlyMap<string, bigint> {
  const whole = denominator * sumOf(parts.values());
  const most = numerator * amount;
  return new Map(Array.from(parts, ([member, part]) => [member, (most * part + whole - 1n) / whole]));
}

/** Cuts whoever is above its cap and spreads the cuts by parts over members with room, until nobody is above.
 *  The sum never changes. It ends: a round fills a member for good, and caps sum to at least the amount. */
export function applyCaps(
  before: ReadonlyMap<string, bigint>,
  caps: ReadonlyMap<string, bigint>,
  parts: ReadonlyMap<string, bigint>,
  salt: string,
): ReadonlyMap<string, bigint> {
  const now = new Map(before);
  for (let cut = cutAbove(now, caps); cut > 0n; cut = cutAbove(now, caps)) {
    for (const [member, more] of hamilton(cut, roomy(now, caps, parts), salt)) {
      now.set(member, (now.get(member) ?? 0n) + more);
    }
  }
  return now;
}

function cutAbove(now: Map<string, bigint>, caps: ReadonlyMap<string, bigint>): bigint {
  let cut = 0n;
  for (const [member, amount] of now) {
    const most = caps.get(member) ?? 0n;
    if (amount <= most) continue;
    cut += amount - most;
    now.set(member, most);
  }
  return cut;
}

// Full parts, not the room left: a cap's excess goes where solidarity would (design 2.7, step 8).
function roomy(
  now: ReadonlyMap<string, bigint>,
  caps: ReadonlyMap<string, bigint>,
  parts: ReadonlyMap<string, bigint>,
): Map<string, bigint> {
  const open = new Map<string, bigint>();
  for (const [member, part] of parts) {
    if (part > 0n && (now.get(member) ?? 0n) < (caps.get(member) ?? 0n)) open.set(member, part);
  }
  return open;
}
