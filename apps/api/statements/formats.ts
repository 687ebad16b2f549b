import { type Language, languages } from '@amie/values';
import { z } from 'zod';

/** How a sheet or a proof is wished for; without `format` the Accept header decides, and JSON when it names none. */
export const printQuery = z.object({
  format: z.enum(['json', 'csv', 'pdf']).optional(),
  language: z.enum(languages).optional().describe('Of the words; that of Accept-Language when absent.'),
});
export type PrintQuery = z.output<typeof printQuery>;
export type Format = NonNullable<PrintQuery['format']>;

const types = [
  ['text/csv', 'csv'],
  ['application/pdf', 'pdf'],
  ['application/json', 'json'],
] as const;

/** The format asked for: by name, else the first of ours that the Accept header names. */
export function formatOf({ format }: PrintQuery, accept = ''): Format {
  if (format) return format;
  const wishes = accept.split(',').map(wish => wish.split(';')[0]?.trim().toLowerCase());
  const found = wishes.map(wish => types.find(([type]) => type === wish)?.[1]).find(Boolean);
  return found ?? 'json';
}

/** Headers of a file that a browser saves under a name. */
export const fileHeaders = (name: string, format: 'csv' | 'pdf', language: Language): Record<string, string> => ({
  'content-type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/pdf',
  'content-disposition': `${format === 'csv' ? 'attachment' : 'inline'}; filename="${name}.${format}"`,
  'content-language': language,
});
