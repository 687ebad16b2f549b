import { randomInt } from 'node:crypto';
import { parsePasswordKey } from '@amie/database';
import { Secret } from '@amie/values';
import type { Desk } from '../http/desk.js';
import { noChange, type ResourceSecret } from '../resources/change-set.js';

// Without the letters and digits that are taken for one another: people will copy some of these from paper.
const signs = 'abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const length = 24;

/** A password of 24 letters and digits (138 bits), for people to copy and never to choose. */
export const newPassword = (): string => Array.from({ length }, () => signs[randomInt(signs.length)]).join('');

/** What a server is given once, sealed with the platform's key until then; an earlier one still on its way is combined. */
export function onceOnly(
  desk: Desk,
  resourceId: string,
  document: object,
  combine?: ResourceSecret['combine'],
): ResourceSecret {
  const key = parsePasswordKey(desk.config.credentials.read('platform/password-key'));
  return { resourceId, secret: new Secret(JSON.stringify(document)), key, combine };
}

/** A new password for a thing that stays as its spec says, told once in the answer. */
export function newPasswordFor(desk: Desk, id: string, spec: object) {
  const password = newPassword();
  const edits = [{ op: 'respec', id, spec } as const];
  return { ...noChange, edits, secrets: [onceOnly(desk, id, { password })], once: { password } };
}
