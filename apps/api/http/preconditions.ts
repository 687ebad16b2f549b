import { Problem } from '../problems/problem.js';
import { etagOf } from './answer.js';
import type { Asked } from './asked.js';

/** Refuses an edit that does not say which version it is about (428), or is about another one (412). */
export function requireVersion(asked: Asked, version: bigint | number | string): void {
  if (asked.ifMatch === undefined) throw new Problem('precondition-required');
  allowVersion(asked, version);
}

/** As `requireVersion`, when a version was sent at all. */
export function allowVersion(asked: Asked, version: bigint | number | string): void {
  if (asked.ifMatch === undefined || asked.ifMatch.trim() === '*') return;
  const current = etagOf(version);
  const sent = asked.ifMatch.split(',').map(tag => tag.trim());
  if (!sent.includes(current)) throw new Problem('precondition-failed', { current, sent: asked.ifMatch.slice(0, 80) });
}
