import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';

/**
 * Rows of one statement, inside the transaction of `em`. The text is a constant and values are parameters; it is
 * prepared once per connection under a name of its own.
 */
export async function rows<Row>(em: EntityManager, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = (await em.queryRunner?.connect()) as PoolClient | undefined;
  if (!client) throw new Error('statements run inside withScope');
  const result = await client.query({ name: nameOf(text), text, values: [...values] });
  return result.rows as Row[];
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
