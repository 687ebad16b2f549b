const unprintable = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Text that is safe to show and log: invisible characters become `\u{…}`, at most `maximum` characters are kept.
 * Never used on a secret.
 */
export function printable(text: string, maximum = 80): string {
  // Cut before replacing: an input of megabytes must not be walked for the 80 characters that are shown.
  const start = Array.from(text.slice(0, 2 * maximum + 2));
  const kept = start.slice(0, maximum).join('').replace(unprintable, escaped);
  return start.length > maximum ? `${kept}…` : kept;
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
