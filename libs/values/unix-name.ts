import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';

/** Name of a unix account of ours, 1 to 15 characters: generated, never typed by a member. */
export type UnixName = Brand<string, 'UnixName'>;

export const parseUnixName = patterned<UnixName>(grammars.unixName, 'unix-name-shape');

/** As `parseUnixName`, or throws `ValueError`. */
export const getUnixName = (input: unknown): UnixName => unwrap(parseUnixName(input));
