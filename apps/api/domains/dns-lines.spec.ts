import { describe, expect, it } from '@jest/globals';
import { dnsLines } from './dns-lines.js';

describe('the DNS lines of a domain', () => {
  it('bring its mail here, prove it and let mail programs find their way', () => {
    const lines = dnsLines('la-recre.test', 'abc', 'mail1.amie.test');
    expect(lines.map(({ name, type, value }) => `${name} ${type} ${value}`)).toEqual([
      '_amie.la-recre.test TXT amie-proof=abc',
      'la-recre.test MX 10 mail1.amie.test.',
      'la-recre.test TXT v=spf1 mx ~all',
      '_dmarc.la-recre.test TXT v=DMARC1; p=none',
      '_imaps._tcp.la-recre.test SRV 0 1 993 mail1.amie.test.',
      '_submissions._tcp.la-recre.test SRV 0 1 465 mail1.amie.test.',
      '_submission._tcp.la-recre.test SRV 0 2 587 mail1.amie.test.',
    ]);
  });
});
