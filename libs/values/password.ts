import { commonPasswords } from './common-passwords.js';
import { foldName } from './fold.js';
import type { ProblemCode } from './problem-codes.js';

/** What the password's owner is called, so that none of it is the password. */
export interface PasswordContext {
  readonly givenName?: string;
  readonly familyName?: string;
  /** Addresses and uid: only what stands before @ counts. */
  readonly addresses?: readonly string[];
  /** Names of the member or the association, if they should count too. */
  readonly otherWords?: readonly string[];
}

export const passwordMinimum = 12;
export const passwordMaximum = 128;
// Shorter words turn up by chance inside a good password.
const shortestWord = 4;
const fewestCharacters = 5;

/**
 * Why a password is refused, or undefined when it is good: 12 to 128 characters, no control character, not common, not
 * one's own name (NIST SP 800-63B 3.1.1.2: length and lists, no composition rule). Never returns or keeps the text.
 */
export function checkPassword(text: string, context: PasswordContext = {}): ProblemCode | undefined {
  if (text.length > 2 * passwordMaximum) return 'password-too-long';
  // Lone surrogates have no UTF-8 form: hashed here and typed there they would differ.
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)) return 'password-control-character';
  const length = Array.from(text).length;
  if (length < passwordMinimum) return 'password-too-short';
  if (length > passwordMaximum) return 'password-too-long';
  if (commonPasswords.has(text.toLowerCase())) return 'password-too-common';
  if (containsOwnName(text, context)) return 'password-contains-name';
  return isMonotonous(text) ? 'password-too-simple' : undefined;
}

function containsOwnName(text: string, context: PasswordContext): boolean {
  const squeezed = squeeze(text);
  const localParts = (context.addresses ?? []).map(address => address.split('@')[0] ?? '');
  return [context.givenName, context.familyName, ...localParts, ...(context.otherWords ?? [])]
    .map(word => squeeze(word ?? ''))
    .some(word => word.length >= shortestWord && squeezed.includes(word));
}

/** Accents, case and what parts words away: « Élodie-Anne » hides in "elodieanne1990". */
function squeeze(text: string): string {
  return foldName(text).replaceAll('-', '');
}

/** Few different characters, or a run such as 123456789012 or abcdefghijkl for the whole of it. */
function isMonotonous(text: string): boolean {
  const points = Array.from(text.toLowerCase()).map(character => character.codePointAt(0) ?? 0);
  if (new Set(points).size < fewestCharacters) return true;
  const steps = points.slice(1).map((point, index) => point - (points[index] ?? 0));
  const sequential = steps.filter(step => Math.abs(step) <= 1 || Math.abs(step) === 9).length;
  return sequential >= steps.length * 0.8;
}
