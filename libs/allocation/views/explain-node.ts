/** What a line of an explanation is; the words are the caller's. */
export type ExplainLabel =
  | 'month'
  | 'pool'
  | 'solidarity'
  | 'driver'
  | 'own-use'
  | 'house'
  | 'cap'
  | 'due'
  | 'individual'
  | 'pool-cents';

/**
 * One line of an explanation. Where it has children, they sum to its amount exactly; `amount` is `key`/`total` of the
 * `of` among its facts, to the unit, and `byRemainder` says whether that last unit came from the remainder.
 */
export interface ExplainNode {
  /** Path from the root, such as `2025-10/mail/B/mail.storage/own-use`. */
  readonly id: string;
  readonly label: ExplainLabel;
  /** Signed: a cap may take. */
  readonly amount: bigint;
  readonly unit: 'umin' | 'cents';
  readonly key?: bigint;
  readonly total?: bigint;
  readonly byRemainder?: boolean;
  readonly children: readonly ExplainNode[];
  readonly facts?: Readonly<Record<string, string>>;
}

/** An explanation that does not add up explains nothing: a defect of Amie, thrown rather than shown. */
export class ExplanationError extends Error {
  constructor(id: string, amount: bigint, sum: bigint) {
    super(`the lines under ${id} sum to ${sum} instead of ${amount}: this is a defect of Amie`);
    this.name = 'ExplanationError';
  }
}

/** The node itself, once its children are known to sum to it; throws ExplanationError. */
export function addsUp(node: ExplainNode): ExplainNode {
  if (node.children.length === 0) return node;
  const sum = node.children.reduce((all, child) => all + child.amount, 0n);
  if (sum !== node.amount) throw new ExplanationError(node.id, node.amount, sum);
  return node;
}
