import type { CarryingServer } from '@amie/database';
import { type Server, TerminalError } from '@amie/reconcile';

/** How the settings of a server speak of a directory: `{ directory: { name?, address?, baseDn? } }`. */
interface DirectorySetting {
  readonly name?: string;
  readonly baseDn?: string;
}

/**
 * A mail server with the directory it reads, filled in from the directory's own row: the one its settings name, or the
 * only one there is. Throws a `TerminalError` when nobody can tell which.
 */
export function withDirectory(server: CarryingServer, servers: readonly CarryingServer[]): Server {
  const asked = settingOf(server);
  const directories = servers.filter(candidate => candidate.services.includes('directory'));
  const only = directories.length === 1 ? directories[0] : undefined;
  const directory = asked.name === undefined ? only : directories.find(candidate => candidate.name === asked.name);
  if (!directory) throw new TerminalError('settings-refused', `${server.name}: directory`);
  const { name, address } = directory;
  const baseDn = asked.baseDn ?? settingOf(directory).baseDn;
  return { ...server, settings: { ...server.settings, directory: { name, address, ...(baseDn && { baseDn }) } } };
}

function settingOf({ settings }: Server): DirectorySetting {
  return (settings.directory ?? {}) as DirectorySetting;
}
