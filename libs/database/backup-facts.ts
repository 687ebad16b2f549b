import type { DataSource } from 'typeorm';
import { withScope } from './scope.js';
import { rows } from './statement.js';

/** Whose backups, made by which of our servers. */
export interface BackupPlace {
  readonly repositoryId: string;
  readonly memberId: string;
  readonly source: string;
}

export interface ArchiveFact {
  readonly archive: string;
  readonly at: string;
  /** `{ thing, files, bytes }` each. */
  readonly things: readonly object[];
}

/** Notes what a source says is in the repository: exactly these archives, and the key and sealed passphrase it holds. */
export async function recordBackupFacts(
  db: DataSource,
  place: BackupPlace,
  facts: { readonly archives: readonly ArchiveFact[]; readonly publicKey: string; readonly sealed: string | null },
): Promise<void> {
  const { repositoryId, memberId, source } = place;
  const { archives, publicKey, sealed } = facts;
  await withScope(db, 'all', async em => {
    await rows(em, keepSource, [repositoryId, source, memberId, publicKey, sealed]);
    await rows(em, dropArchives, [repositoryId, source, archives.map(({ archive }) => archive)]);
    await rows(em, keepArchives, [
      repositoryId,
      source,
      memberId,
      archives.map(({ archive }) => archive),
      archives.map(({ at }) => at),
      archives.map(({ things }) => JSON.stringify(things)),
    ]);
  });
}

const keepSource = `
  insert into backup_source (repository_id, source, member_id, public_key, sealed)
  values ($1::uuid, $2, $3::uuid, $4, $5)
  on conflict (repository_id, source) do update
    set public_key = excluded.public_key, sealed = excluded.sealed, seen_at = clock_timestamp()
`;
const dropArchives = `
  delete from backup_archive where repository_id = $1::uuid and source = $2 and archive <> all ($3::text[])
`;
const keepArchives = `
  insert into backup_archive (repository_id, source, member_id, archive, at, things)
  select $1::uuid, $2, $3::uuid, a.archive, a.at, a.things
  from unnest($4::text[], $5::timestamptz[], $6::jsonb[]) as a(archive, at, things)
  on conflict (repository_id, source, archive) do nothing
`;
