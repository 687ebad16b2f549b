import { runMigrations } from 'bullmq';
import pg from 'pg';
import { queueName } from './jobs.js';

/**
 * Brings the queue's own schema up to this build, as the owner, and lets `amie_api` and `amie_worker` use it without
 * owning any of it. Running it again changes nothing. Only for the queue in PostgreSQL.
 */
export async function migrateQueue(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client);
    await client.query(grants);
    // The first ring would make this sequence itself, as a role that must not be able to create anything.
    await client.query('set search_path = bullmq');
    await client.query('select next_job_id($1)', [queueName]);
    await client.query('grant usage on all sequences in schema bullmq to amie_api, amie_worker');
  } finally {
    await client.end();
  }
}

const grants = `
  grant usage on schema bullmq to amie_api, amie_worker;
  grant select, insert, update, delete on all tables in schema bullmq to amie_api, amie_worker;
  grant execute on all functions in schema bullmq to amie_api, amie_worker;
`;
