import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';

/** Name of a server of ours: one hostname label beginning with a letter, 1 to 63 characters. */
export type ServerName = Brand<string, 'ServerName'>;

export const parseServerName = patterned<ServerName>(grammars.serverName, 'server-name-shape');

/** As `parseServerName`, or throws `ValueError`. */
export const getServerName = (input: unknown): ServerName => unwrap(parseServerName(input));
