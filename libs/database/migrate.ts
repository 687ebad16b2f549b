import type { Credentials } from '@amie/config';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { State1764000000001 } from './migrations/1764000000001-state.js';
import { Functions1764000000002 } from './migrations/1764000000002-functions.js';
import { RowSecurity1764000000003 } from './migrations/1764000000003-row-security.js';
import { ProblemIndex1764000000004 } from './migrations/1764000000004-problem-index.js';
import { Heartbeat1764000000005 } from './migrations/1764000000005-heartbeat.js';
import { EarlierLinks1764000000006 } from './migrations/1764000000006-earlier-links.js';
import { LargeImports1764000000007 } from './migrations/1764000000007-large-imports.js';
import { Web1764000000008 } from './migrations/1764000000008-web.js';
import { Backup1764000000009 } from './migrations/1764000000009-backup.js';
import { Questions1764000000010 } from './migrations/1764000000010-questions.js';
import { Metering1764000000011 } from './migrations/1764000000011-metering.js';
import { Ledger1764000000012 } from './migrations/1764000000012-ledger.js';
import { Periods1764000000013 } from './migrations/1764000000013-periods.js';
import { Nights1764000000014 } from './migrations/1764000000014-nights.js';
import { ServerFacts1764000000015 } from './migrations/1764000000015-server-facts.js';
import { scramVerifier } from './scram-verifier.js';

/**
 * Brings the database up to this build, as its owner: tables, functions, row-level security, roles and the passwords of
 * those roles whose password is among the credentials (one that is managed elsewhere is left alone). Forward only; running it again changes nothing; two at once take turns.
 */
export async function migrate(ownerUrl: string, options: { credentials?: Credentials } = {}): Promise<void> {
  const turn = new pg.Client({ connectionString: ownerUrl });
  await turn.connect();
  try {
    await turn.query(`select pg_advisory_lock(hashtext('amie.migrate'))`);
    await runMigrations(ownerUrl);
    if (options.credentials) await setPasswords(turn, options.credentials);
  } finally {
    await turn.end();
  }
}

async function runMigrations(url: string): Promise<void> {
  const source = new DataSource({
    type: 'postgres',
    url,
    migrations: [
      State1764000000001,
      Functions1764000000002,
      RowSecurity1764000000003,
      ProblemIndex1764000000004,
      Heartbeat1764000000005,
      EarlierLinks1764000000006,
      LargeImports1764000000007,
      Web1764000000008,
      Backup1764000000009,
      Questions1764000000010,
      Metering1764000000011,
      Ledger1764000000012,
      Periods1764000000013,
      Nights1764000000014,
      ServerFacts1764000000015,
    ],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'all',
    installExtensions: false,
    logging: false,
  });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function setPasswords(client: pg.Client, credentials: Credentials): Promise<void> {
  for (const role of ['api', 'worker'] as const) {
    const name = `platform/database-${role}-password`;
    if (!credentials.has(name)) continue;
    const verifier = credentials.read(name).use(scramVerifier);
    await client.query(`alter role amie_${role} password ${client.escapeLiteral(verifier)}`);
  }
}
