// FIPS 180-4. Ours, because a browser has an asynchronous digest only and ties must be decided in the middle of a sum.
const roundConstants = words(
  '428a2f9871374491b5c0fbcfe9b5dba53956c25b59f111f1923f82a4ab1c5ed5d807aa9812835b01243185be550c7dc3' +
    '72be5d7480deb1fe9bdc06a7c19bf174e49b69c1efbe47860fc19dc6240ca1cc2de92c6f4a7484aa5cb0a9dc76f988da' +
    '983e5152a831c66db00327c8bf597fc7c6e00bf3d5a7914706ca63511429296727b70a852e1b21384d2c6dfc53380d13' +
    '650a7354766a0abb81c2c92e92722c85a2bfe8a1a81a664bc24b8b70c76c51a3d192e819d6990624f40e3585106aa070' +
    '19a4c1161e376c082748774c34b0bcb5391c0cb34ed8aa4a5b9cca4f682e6ff3748f82ee78a5636f84c878148cc70208' +
    '90befffaa4506cebbef9a3f7c67178f2',
);
const initialState = words('6a09e667bb67ae853c6ef372a54ff53a510e527f9b05688c1f83d9ab5be0cd19');
const schedule = new Uint32Array(64);
const encoder = new TextEncoder();

/** The 32 bytes of the SHA-256 of bytes or of a text's UTF-8. Synchronous; the same in a browser and in Node. */
export function sha256(message: string | Uint8Array): Uint8Array {
  const state = initialState.slice();
  const padded = pad(typeof message === 'string' ? encoder.encode(message) : message);
  const view = new DataView(padded.buffer);
  for (let offset = 0; offset < padded.length; offset += 64) compress(state, view, offset);
  const digest = new Uint8Array(32);
  const words = new DataView(digest.buffer);
  state.forEach((word, index) => words.setUint32(index * 4, word));
  return digest;
}

/** The same as 64 lower-case hexadecimal digits. */
export function sha256Hex(message: string | Uint8Array): string {
  return Array.from(sha256(message), byte => byte.toString(16).padStart(2, '0')).join('');
}

// A bit 1, zeros, then the length in bits as 64 bits big-endian, to a multiple of 64 bytes.
function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n);
  return padded;
}

function compress(state: Uint32Array, message: DataView, offset: number): void {
  fillSchedule(message, offset);
  let [a, b, c, d, e, f, g, h] = state as unknown as Eight;
  for (let round = 0; round < 64; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const first =
      h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + at(roundConstants, round) + at(schedule, round);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, index) => (state[index] = at(state, index) + word));
}

type Eight = [number, number, number, number, number, number, number, number];

function fillSchedule(message: DataView, offset: number): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = message.getUint32(offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const early = at(schedule, index - 15);
    const late = at(schedule, index - 2);
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[index] = at(schedule, index - 16) + small + at(schedule, index - 7) + large;
  }
}

const at = (words: Uint32Array, index: number): number => words[index] ?? 0;
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

// Eight hexadecimal digits a word: the first bits of the fractions of roots of the first primes.
function words(digits: string): Uint32Array {
  return Uint32Array.from(digits.match(/.{8}/g) ?? [], word => parseInt(word, 16));
}
