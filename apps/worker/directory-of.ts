import type { CarryingServer } from '@amie/database';
import { type Server, TerminalError } from '@amie/reconcile';

/**
 * A mail server with the directory it reads, filled in from the directory's own row: the one its settings name, or the
 * only one there is. Throws a `TerminalError` when nobody can tell which.
 */
export function withDirectory(server: CarryingServer, servers: readonly CarryingServer[]): Server {
  const directory = findDirectory(server, servers);
  if (!directory)
    throw new TerminalError('directory-unknown', `the settings of ${server.name} name no directory server`);
  const { name, address, settings } = directory;
  return { ...server, settings: { ...server.settings, directory: { name, address, baseDn: settings.baseDn } } };
}

function findDirectory(server: CarryingServer, servers: readonly CarryingServer[]): CarryingServer | undefined {
  const directories = servers.filter(candidate => candidate.services.includes('directory'));
  const wanted = server.settings.directory;
  if (typeof wanted === 'string') return directories.find(candidate => candidate.name === wanted);
  return directories.length === 1 ? directories[0] : undefined;
}
