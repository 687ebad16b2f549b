import { describe, expect, test } from '@jest/globals';
import { resolveMx, resolveTxt } from '@amie/servers';
import { lab } from '../../lab/lab-client.js';
import { newSlug } from '../servers/lab-drivers.js';

const from = { servers: [lab.resolver] };
const domain = `${newSlug()}.test`;

describe('a question to the DNS', () => {
  test('gives the records there are, at once after they were published', async () => {
    expect(await resolveTxt(`_amie.${domain}`, from)).toEqual([]);
    await lab.dns.add(`_amie.${domain}`, 'TXT', 'amie-proof=abc');
    await lab.dns.add(domain, 'MX', `10 mail1.${lab.domain}.`);
    expect(await resolveTxt(`_amie.${domain}`, from)).toEqual(['amie-proof=abc']);
    expect(await resolveMx(domain, from)).toEqual([`mail1.${lab.domain}`]);
  });

  test('that nobody answers is open, never "there is none"', async () => {
    const silent = { servers: [`${lab.settings.net}.250`] };
    await expect(resolveTxt(domain, silent)).rejects.toMatchObject({ code: 'dns-unanswered', isTerminal: false });
  }, 15_000);
});
