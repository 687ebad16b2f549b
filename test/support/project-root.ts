import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the checkout, from the sources as from `dist/`: the nearest one above that holds package.json. */
export const projectRoot = find(import.meta.dirname);

function find(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('package.json is nowhere above the test equipment');
  return find(parent);
}
