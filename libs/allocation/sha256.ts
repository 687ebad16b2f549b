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
// Signed words all along: the engine adds those without going through floats.
const schedule = new Int32Array(64);
const tail = new Uint8Array(128);
const encoder = new TextEncoder();

/** The 32 bytes of the SHA-256 of bytes or of a text's UTF-8. Synchronous; the same in a browser and in Node. */
export function sha256(message: string | Uint8Array): Uint8Array {
  const digest = new Uint8Array(32);
  const view = new DataView(digest.buffer);
  sha256Words(message).forEach((word, index) => view.setUint32(index * 4, word));
  return digest;
}

/** The same as 64 lower-case hexadecimal digits. */
export function sha256Hex(message: string | Uint8Array): string {
  return Array.from(sha256Words(message), word => word.toString(16).padStart(8, '0')).join('');
}

/** The same as eight words of 32 bits: in order of words is in order of bytes, and quicker to compare. */
export function sha256Words(message: string | Uint8Array): Uint32Array {
  const bytes = typeof message === 'string' ? encoder.encode(message) : message;
  const state = initialState.slice();
  const whole = bytes.length - (bytes.length % 64);
  for (let offset = 0; offset < whole; offset += 64) compress(state, bytes, offset);
  const end = fillTail(bytes, whole);
  for (let offset = 0; offset < end; offset += 64) compress(state, tail, offset);
  return new Uint32Array(state.buffer);
}

// What is left of the message, a bit 1, zeros, then its length in bits as 64 bits big-endian.
function fillTail(bytes: Uint8Array, from: number): number {
  const left = bytes.length - from;
  const end = left < 56 ? 64 : 128;
  tail.fill(0);
  for (let index = 0; index < left; index += 1) tail[index] = bytes[from + index] ?? 0;
  tail[left] = 0x80;
  // By division, as a message of half a gigabyte has more bits than a 32-bit word counts.
  for (let index = 1, units = bytes.length * 8; index <= 8; index += 1, units = Math.floor(units / 256)) {
    tail[end - index] = units % 256;
  }
  return end;
}

function compress(state: Int32Array, bytes: Uint8Array, offset: number): void {
  fillSchedule(bytes, offset);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const choice = (e & f) ^ (~e & g);
    const early = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice) | 0;
    const first = (early + at(roundConstants, round) + at(schedule, round)) | 0;
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + first) | 0;
    d = c;
    c = b;
    b = a;
    a = (first + second) | 0;
  }
  add(state, 0, a, b, c, d);
  add(state, 4, e, f, g, h);
}

function add(state: Int32Array, from: number, one: number, two: number, three: number, four: number): void {
  state[from] = at(state, from) + one;
  state[from + 1] = at(state, from + 1) + two;
  state[from + 2] = at(state, from + 2) + three;
  state[from + 3] = at(state, from + 3) + four;
}

function fillSchedule(bytes: Uint8Array, offset: number): void {
  for (let index = 0; index < 16; index += 1) schedule[index] = wordAt(bytes, offset + index * 4);
  for (let index = 16; index < 64; index += 1) {
    const early = at(schedule, index - 15);
    const late = at(schedule, index - 2);
    const small = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const large = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    schedule[index] = (at(schedule, index - 16) + small + at(schedule, index - 7) + large) | 0;
  }
}

function wordAt(bytes: Uint8Array, place: number): number {
  return (
    ((bytes[place] ?? 0) << 24) |
    ((bytes[place + 1] ?? 0) << 16) |
    ((bytes[place + 2] ?? 0) << 8) |
    (bytes[place + 3] ?? 0)
  );
}

const at = (words: Int32Array, index: number): number => words[index] ?? 0;
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

// Eight hexadecimal digits a word: the first bits of the fractions of roots of the first primes.
function words(digits: string): Int32Array<ArrayBuffer> {
  // oxlint-disable-next-line no-restricted-globals -- digits of constants, 32 bits each: no amount
  return Int32Array.from(digits.match(/.{8}/g) ?? [], word => parseInt(word, 16));
}
