export type Language = 'fr' | 'en';

/** French or English, as the terminal speaks. */
export type Say = (french: string, english: string) => string;

/** French is spaced as printed: a no-break space inside guillemets and before two-part signs. */
export const sayIn =
  (language: Language): Say =>
  (french, english) =>
    language === 'fr' ? spaced(french) : english;

function spaced(text: string): string {
  return text
    .replaceAll('« ', '«\u00a0')
    .replaceAll(' »', '\u00a0»')
    .replaceAll(/ ([:;?!])(?=\s|$)/gm, '\u00a0$1');
}
