/** Letters that Unicode does not decompose, as the languages that use them write them without the sign. */
const letters: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  ŋ: 'n',
  ĸ: 'k',
  ə: 'e',
  ŀ: 'l',
  ƒ: 'f',
};

/**
 * A name in `a-z 0-9 -`: accents folded, apostrophes and unknown letters dropped, everything that parts words becomes
 * one hyphen, none at the ends. Empty when the name has no Latin letter or digit. Deterministic.
 */
export function foldName(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\0-\x7f]/gu, letter => letters[letter] ?? (/\p{Pd}|\p{Zs}/u.test(letter) ? '-' : ''))
    .replace(/[\s._/-]+/g, '-')
    .replace(/[^a-z0-9-]/g, '')
    .replace(/-{2,}/g, '-')
    .replace(/^-|-$/g, '');
}
