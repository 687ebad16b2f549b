import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { findRow, rows, type Database, withScope } from './http/scope.js';
import { tokenHash } from './http/token-guard.js';

/**
 * Makes the technician's token when there is none, and shows it this once: on stderr, or in the file named for it
 * (0600). Only its SHA-256 is kept, so it can never be shown again.
 */
export async function ensureFirstToken(db: Database, file: string | undefined): Promise<void> {
  const token = `amie_${randomBytes(32).toString('base64url')}`;
  const isNew = await withScope(db, 'all', async em => {
    // Two processes starting at once make one token: the second waits here and finds it.
    await rows(em, `select pg_advisory_xact_lock(hashtext('amie.first-token'))`);
    if (await findRow(em, 'select 1 as found from api_token where revoked_at is null limit 1', [])) return false;
    const text = `insert into api_token (name, token_hash, role) values ($1, $2, 'technician')`;
    await rows(em, text, [`first-${randomBytes(3).toString('hex')}`, tokenHash(token)]);
    if (file !== undefined) writeFileSync(file, `${token}\n`, { mode: 0o600 });
    return true;
  });
  if (isNew && file === undefined) process.stderr.write(shown(token));
}

function shown(token: string): string {
  return `
  Jeton du technicien, montré cette seule fois / The technician's token, shown this once:

      ${token}

`;
}
