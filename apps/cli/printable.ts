/**
 * Text from elsewhere, safe to print: control and direction-changing characters as `\u…`, so that a planted name cannot
 * redraw the terminal. Line ends and tabs stay.
 */
export function printable(text: string): string {
  return text.replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, character => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}
