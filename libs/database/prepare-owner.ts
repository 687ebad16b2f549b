import type { Credentials } from '@amie/config';
import pg from 'pg';
import { scramVerifier } from './scram-verifier.js';

/**
 * Makes, as a superuser, the role `amie_owner` (no superuser) and the database `amie` that it owns; doing it again
 * changes nothing but the password. Passwords of all three roles are made at random when missing.
 */
export async function prepareOwner(url: string, credentials: Credentials): Promise<void> {
  const verifier = credentials.ensure('platform/database-owner-password').use(scramVerifier);
  for (const role of ['api', 'worker']) credentials.ensure(`platform/database-${role}-password`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(`select from pg_roles where rolname = 'amie_owner'`);
    if (rows.length === 0) await client.query('create role amie_owner login nosuperuser nobypassrls createrole');
    await client.query(`alter role amie_owner password ${client.escapeLiteral(verifier)}`);
    const databases = await client.query(`select from pg_database where datname = 'amie'`);
    if (databases.rows.length === 0) await client.query('create database amie owner amie_owner');
  } finally {
    await client.end();
  }
}
