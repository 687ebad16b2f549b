import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { entities } from './entities/index.js';
import { exactTypes } from './exact-types.js';

export interface OpenOptions {
  /** Connections at most; each open scope holds one. */
  readonly poolSize: number;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
}

/**
 * Opens a pool as the role of the URL. It creates and changes no table (see `migrate`); every statement goes through
 * `withScope`. The caller closes it with `destroy()`.
 */
export function openDatabase(url: string, options: OpenOptions): Promise<DataSource> {
  const source = new DataSource({
    type: 'postgres',
    url,
    entities,
    poolSize: options.poolSize,
    connectTimeoutMS: 5000,
    applicationName: options.name ?? 'amie',
    installExtensions: false,
    uuidExtension: 'pgcrypto',
    logging: false,
    // A connection lost while idle is replaced by the next request; whoever was using it gets the error itself.
    poolErrorHandler: () => undefined,
    extra: { types: exactTypes, keepAlive: true, options: sessionSettings },
  });
  return source.initialize();
}

// Compiling a plan costs more than any of ours takes to run. A plan made while a table was nearly empty must still be
// right when an import has just filled it, so tables are never read whole where an index leads. Nothing takes a minute.
const sessionSettings = [
  '-c jit=off -c enable_seqscan=off -c random_page_cost=1.1',
  '-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s',
].join(' ');
