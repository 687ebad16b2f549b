import type { Server, ServiceName } from '@amie/reconcile';
import type { DirectoryDestination } from '@amie/servers';
import { parseServerAddress, parseServerName } from '@amie/values';
import { z } from 'zod';
import { fences } from './member-tree.js';
import { settingsRefused } from './refused.js';

const dnOfDomain = /^dc=[a-z0-9-]+(?:,dc=[a-z0-9-]+)*$/;

// A server that is its own directory needs to say nothing: the base is then asked of the directory itself.
const settings = z.object({
  directory: z
    .object({
      name: z.string().refine(text => parseServerName(text).ok),
      address: z.string().refine(text => parseServerAddress(text).ok),
      baseDn: z.string().regex(dnOfDomain),
    })
    .partial()
    .default({}),
});

/** The directory a server works with: the one its settings name, or itself. Throws `settings-refused`. */
export function directoryOf(server: Server, service: ServiceName): DirectoryDestination {
  const parsed = settings.safeParse(server.settings);
  if (!parsed.success) {
    const names = parsed.error.issues.map(issue => issue.path.join('.'));
    throw settingsRefused(`${server.name}: ${names.join(', ')}`);
  }
  const { name = server.name, address = server.address, baseDn } = parsed.data.directory;
  return { name, address, baseDn, service, fences };
}
