import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Faces of the sheet: regular and bold, each in two files by range of characters. */
export const faces = ['400', '700'] as const;
export type Face = (typeof faces)[number];

const ranges = ['latin', 'latin-ext'] as const;
export type Range = (typeof ranges)[number];

/** Atkinson Hyperlegible, drawn for readers with low vision; embedded, so that the sheet is the same everywhere. */
export function fontFiles(): readonly (readonly [name: string, bytes: Buffer])[] {
  const { resolve } = createRequire(import.meta.url);
  return faces.flatMap(face =>
    ranges.map(range => {
      const file = `@fontsource/atkinson-hyperlegible/files/atkinson-hyperlegible-${range}-${face}-normal.woff`;
      return [fontName(face, range), readFileSync(resolve(file))] as const;
    }),
  );
}

export const fontName = (face: Face, range: Range): string => `${range}-${face}`;

// The ranges the two files say they hold (unicode.json of the package), as far as names of people need them.
const latin = /[ -\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212]/;
const latinExtended = /[\u0100-\u024f\u1e00-\u1eff]/;

/** A text as runs that one file can draw; what neither holds is shown as a question mark. */
export function runsOf(text: string): readonly { readonly range: Range; readonly text: string }[] {
  const runs: { range: Range; text: string }[] = [];
  // The faces have no narrow no-break space.
  for (const sign of text.replaceAll('\u202f', '\u00a0')) {
    const range = !latin.test(sign) && latinExtended.test(sign) ? 'latin-ext' : 'latin';
    const drawn = range === 'latin' && !latin.test(sign) ? '?' : sign;
    const last = runs.at(-1);
    if (last?.range === range) last.text += drawn;
    else runs.push({ range, text: drawn });
  }
  return runs;
}
