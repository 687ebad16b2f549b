import type { Brand } from './brand.js';
import { grammars } from './grammars.js';
import { unwrap } from './parsed.js';
import { patterned } from './patterned-name.js';

/** Short name of a member in paths, commands and `o=…`, 2 to 32 characters; chosen once, never changed. */
export type MemberSlug = Brand<string, 'MemberSlug'>;

export const parseMemberSlug = patterned<MemberSlug>(grammars.memberSlug, 'slug-shape');

/** As `parseMemberSlug`, or throws `ValueError`. */
export const getMemberSlug = (input: unknown): MemberSlug => unwrap(parseMemberSlug(input));
