import { describe, expect, it } from '@jest/globals';
import { hostKeyBlob, getSshHostKey, parseServerAddress, parseSshHostKey } from './index.js';

/** A blob of length-prefixed fields (RFC 4251). */
function base64Of(...fields: (string | Uint8Array)[]): string {
  const parts = fields.flatMap(field => {
    const bytes = Buffer.from(field);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat(parts).toString('base64');
}

const point = (bytes: number) => Buffer.concat([Buffer.from([4]), Buffer.alloc(bytes - 1, 7)]);
const modulus = (bits: number) => Buffer.concat([Buffer.from([0]), Buffer.alloc(bits / 8, 0xff)]);
const ed25519 = base64Of('ssh-ed25519', Buffer.alloc(32, 9));
const rsa = (bits: number) => base64Of('ssh-rsa', Buffer.from([1, 0, 1]), modulus(bits));

describe('the address of a server', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['::ffff:1.2.3.4', '::ffff:102:304'],
    ['Mail1.Recre.test', 'mail1.recre.test'],
    ['mail1', 'mail1'],
  ])('%s is %s', (input, expected) => {
    expect(parseServerAddress(input)).toEqual({ ok: true, value: expected });
  });

  it.each([
    ['010.0.0.1', 'server-address-shape'],
    ['256.0.0.1', 'server-address-shape'],
    ['2130706433', 'server-address-shape'],
    ['127.1', 'server-address-shape'],
    ['0x7f.1', 'server-address-shape'],
    ['[::1]', 'server-address-shape'],
    ['fe80::1%eth0', 'server-address-shape'],
    ['1:2:3', 'server-address-shape'],
    ['::1]@evil.test/[', 'server-address-shape'],
    ['mail1:22', 'server-address-shape'],
    ['-oProxyCommand=id', 'server-address-shape'],
    ['0.0.0.0', 'server-address-unusable'],
    ['255.255.255.255', 'server-address-unusable'],
    ['::', 'server-address-unusable'],
    ['ff02::1', 'server-address-unusable'],
  ])('%s is refused: %s', (input, code) => {
    expect(parseServerAddress(input)).toMatchObject({ ok: false, problem: { code } });
  });
});

describe('a host key', () => {
  it.each([
    ['ed25519', `ssh-ed25519 ${ed25519}`],
    ['P-256', `ecdsa-sha2-nistp256 ${base64Of('ecdsa-sha2-nistp256', 'nistp256', point(65))}`],
    ['P-384', `ecdsa-sha2-nistp384 ${base64Of('ecdsa-sha2-nistp384', 'nistp384', point(97))}`],
    ['P-521', `ecdsa-sha2-nistp521 ${base64Of('ecdsa-sha2-nistp521', 'nistp521', point(133))}`],
    ['RSA', `ssh-rsa ${rsa(3072)}`],
  ])('of type %s is kept as it is', (_, line) => {
    expect(parseSshHostKey(line)).toEqual({ ok: true, value: line });
  });

  it('drops the comment and the end of the line', () => {
    expect(parseSshHostKey(`ssh-ed25519 ${ed25519} root@mail1\n`)).toEqual({
      ok: true,
      value: `ssh-ed25519 ${ed25519}`,
    });
    expect(hostKeyBlob(getSshHostKey(`ssh-ed25519 ${ed25519} root@mail1`))).toBe(ed25519);
  });

  it.each([
    ['no blob', 'ssh-ed25519', 'host-key-shape'],
    ['two lines', `ssh-ed25519 ${ed25519}\nssh-ed25519 ${ed25519}`, 'host-key-shape'],
    ['a marker in front', `@cert-authority ssh-ed25519 ${ed25519}`, 'host-key-type-unknown'],
    ['an old type', `ssh-dss ${base64Of('ssh-dss', 'x')}`, 'host-key-type-unknown'],
    ['a fingerprint', 'SHA256 47DEQpj8HBSa', 'host-key-shape'],
    ['a stray sign', `ssh-ed25519 ${ed25519.replace('A', '*')}`, 'host-key-not-base64'],
    ['a cut blob', `ssh-ed25519 ${ed25519.slice(0, -4)}`, 'host-key-damaged'],
    ['a cut base64', `ssh-ed25519 ${ed25519.slice(0, -1)}`, 'host-key-not-base64'],
    ['loose last bits', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIQ=b', 'host-key-not-base64'],
    ['another type inside', `ssh-rsa ${ed25519}`, 'host-key-type-differs'],
    ['a short key', `ssh-ed25519 ${base64Of('ssh-ed25519', Buffer.alloc(31))}`, 'host-key-damaged'],
    ['bytes after the key', `ssh-ed25519 ${base64Of('ssh-ed25519', Buffer.alloc(32), 'x')}`, 'host-key-damaged'],
    [
      'another curve',
      `ecdsa-sha2-nistp256 ${base64Of('ecdsa-sha2-nistp256', 'nistp384', point(65))}`,
      'host-key-damaged',
    ],
    ['a short RSA key', `ssh-rsa ${rsa(1024)}`, 'host-key-too-weak'],
    ['an empty RSA key', `ssh-rsa ${base64Of('ssh-rsa', Buffer.from([3]), Buffer.alloc(300))}`, 'host-key-damaged'],
  ])('with %s is refused', (_, line, code) => {
    expect(parseSshHostKey(line)).toMatchObject({ ok: false, problem: { code } });
  });
});
