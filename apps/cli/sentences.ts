/** Texts one after another; one that ends without a mark, as a title does, gets a full stop. */
export function sentences(...texts: readonly (string | null | undefined)[]): string {
  return texts
    .flatMap(text => (text ? [/[.!?…:;)]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`] : []))
    .join(' ');
}
