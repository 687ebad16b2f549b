import type { Language } from '@amie/values';

/** What a sheet is printed with; `base` is the address people reach Amie at, for its links. */
export interface Printing {
  readonly language: Language;
  readonly base: string;
}
