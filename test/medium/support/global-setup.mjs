import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import './typescript.mjs';

/** One PostgreSQL for the whole run, with a migrated template database that each spec file copies. */
export default async function setUp() {
  const { Credentials } = await import('../../../libs/config/index.ts');
  const { migrate, startEmbeddedPostgres } = await import('../../../libs/database/index.ts');
  const folder = mkdtempSync(path.join(tmpdir(), 'amie-medium-'));
  const { chmodSync } = await import('node:fs');
  // The account that runs PostgreSQL passes through; it can list nothing.
  chmodSync(folder, 0o711);
  const credentials = new Credentials(path.join(folder, 'credentials'));
  const postgres = await startEmbeddedPostgres({
    stateFolder: folder,
    credentials,
    isDurable: false,
    diesWithParent: true,
  });
  const owner = credentials.read('platform/database-owner-password').use(password => `amie_owner:${password}`);
  await migrate(postgres.url.replace('//', `//${owner}@`), { credentials });
  process.env.AMIE_TEST_POSTGRES = postgres.superuserUrl();
  process.env.AMIE_TEST_CREDENTIALS = credentials.folder;
  globalThis.amieMedium = {
    async stop() {
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
