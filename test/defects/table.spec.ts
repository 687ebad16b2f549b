import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { brokenEngines } from './broken-engines.js';
import { defects } from './defects.js';

const root = path.resolve(import.meta.dirname, '../..');
const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');

describe('the table of defects', () => {
  it.each(defects)('$line still fits: $defect', ({ file, find, replace, spec, titledIn, claim }) => {
    expect({ file, times: textOf(file).split(find).length - 1 }).toEqual({ file, times: 1 });
    expect(replace).not.toBe(find);
    // A quote within a title may be written with a backslash.
    expect(textOf(titledIn ?? spec).replaceAll('\\', '')).toContain(claim);
  });

  it('has every line of the register, W1 to W25, with those of the engine', () => {
    const lines = new Set<string>([...defects, ...brokenEngines].map(({ line }) => line));
    expect(Array.from({ length: 25 }, (_, index) => `W${index + 1}`).filter(line => !lines.has(line))).toEqual([]);
  });
});
