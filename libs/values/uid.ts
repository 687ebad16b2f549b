import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';

/** LDAP uid of a person (its RDN) and name of its mail store, at most 32 characters; never given to somebody else. */
export type Uid = Brand<string, 'Uid'>;

/** Name of a group in the directory (its RDN); same grammar as a uid, and so a valid local part too. */
export type GroupName = Brand<string, 'GroupName'>;

export const parseUid = patterned<Uid>(grammars.uid, 'uid-shape');
export const parseGroupName = patterned<GroupName>(grammars.groupName, 'group-name-shape');

/** As `parseUid`, or throws `ValueError`. */
export const getUid = (input: unknown): Uid => unwrap(parseUid(input));

/** As `parseGroupName`, or throws `ValueError`. */
export const getGroupName = (input: unknown): GroupName => unwrap(parseGroupName(input));
