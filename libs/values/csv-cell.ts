/**
 * One cell of an export (RFC 4180). A text a spreadsheet would run as a formula gets an apostrophe in front; a number
 * is left a number. `separator` is the one of the file.
 */
export function csvCell(value: string | number, separator: ';' | ',' | '\t' = ';'): string {
  if (typeof value === 'number') return String(value);
  // Full-width signs count: spreadsheets set to some East Asian languages read them as operators.
  const inert = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  const needsQuotes = inert.includes(separator) || /["\r\n\t]/.test(inert);
  return needsQuotes ? `"${inert.replaceAll('"', '""')}"` : inert;
}
