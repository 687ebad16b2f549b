import { describe, expect, it } from '@jest/globals';
import { type Column, tableText } from './table.js';
import { sayIn } from './words.js';

interface Row {
  readonly name: string;
  readonly address: string;
}

const columns: Column<Row>[] = [
  { title: ['Nom', 'Name'], show: row => row.name },
  { title: ['Adresse', 'Address'], show: row => row.address },
];
const rows = [
  { name: 'Marie', address: 'marie.dupont@recre.test' },
  { name: 'Zoé', address: `${'x'.repeat(60)}@${'y'.repeat(60)}.test` },
];
const table = (width?: number) => tableText(rows, columns, sayIn('fr'), width).split('\n');

describe('a table', () => {
  it('has no frame and no trailing space, so that columns can be cut and copied', () => {
    expect(table().slice(0, 2)).toEqual(['Nom    Adresse', 'Marie  marie.dupont@recre.test']);
  });

  it('keeps each row on one line in a pipe', () => {
    expect(table()).toHaveLength(3);
  });

  it('fits a terminal of 80 columns and loses nothing', () => {
    const lines = table(80);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThanOrEqual(80);
    const cells = lines.slice(2).map(line => line.slice(7).trim());
    expect(cells.join('')).toBe(rows[1]?.address);
  });

  it('is wrapped at spaces, so that times and names stay whole', () => {
    const times = [{ name: '23/11/2026 20:21', address: 'z'.repeat(12) }];
    expect(tableText(times, columns, sayIn('fr'), 25).split('\n')).toEqual([
      'Nom         Adresse',
      '23/11/2026  zzzzzzzzzzzz',
      '20:21',
    ]);
  });

  it('speaks the language of the terminal', () => {
    expect(tableText(rows, columns, sayIn('en')).split('\n')[0]).toBe('Name   Address');
  });
});
