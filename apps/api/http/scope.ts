import { rows, withScope } from '@amie/database';

/** The pool of connections, as amie_api. */
export type Database = Parameters<typeof withScope>[0];

/** Whose rows are in reach: one member's, or everyone's (only for lists that span members). */
export type Reach = Parameters<typeof withScope>[1];

/** One transaction with its reach set; the only way to rows. */
export type Transaction = Parameters<Parameters<typeof withScope>[2]>[0];

export const DATABASE = Symbol('database');
export { rows, withScope };

/** The first row of a statement, if any. */
export async function findRow<Row>(
  em: Transaction,
  text: string,
  values: readonly unknown[],
): Promise<Row | undefined> {
  return (await rows<Row>(em, text, values))[0];
}
