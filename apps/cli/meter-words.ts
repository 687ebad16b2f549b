import { meterWords as meters } from '@amie/values';
import type { Say } from './words.js';

/** The API's name of a meter, from that name or the words people say, in either language; else as typed. */
export function readMeter(text: string): string {
  const word = plain(text);
  return Object.keys(meters).find(name => name === word || meters[name]?.some(one => plain(one) === word)) ?? text;
}

export const meterWord = (meter: string, say: Say): string =>
  Object.hasOwn(meters, meter) ? say(...meters[meter]!) : meter;

// Typed with or without accents, and with either apostrophe.
const plain = (text: string): string =>
  text.toLowerCase().replaceAll('’', "'").normalize('NFD').replaceAll(/\p{M}/gu, '').trim();
