import { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, commitSites, makeSites, putSites, removeSites, siteSpec } from './agent-of-web.js';
import { Authority, type Issued } from './authority.js';

jest.setTimeout(120_000);

const site = 'w99951';
const domain = 'importe.asso.test';
const still = { content: 'static', phpVersion: null };

let authority: Authority;
let generation = 1;

const fingerprint = ({ chain }: Issued): string =>
  new X509Certificate(chain).fingerprint256.replaceAll(':', '').toLowerCase();

/** What each step of bringing a certificate came to. */
async function bring(issued: Issued) {
  const spec = siteSpec(site, domain, { ...still, importedCertificate: fingerprint(issued) });
  generation += 1;
  const [put] = await putSites([spec], `${generation}`, { certificate: issued, passwords: [] });
  return put?.ok ? (await commitSites([site], `${generation}`))[0] : put;
}

/** The certificate that a browser is served, which believes the authority alone. */
async function served(): Promise<{ readonly fingerprint: string; readonly isBelieved: boolean }> {
  const host = lab.address('web1');
  const socket = connect({ host, port: 443, servername: domain, ca: authority.root, rejectUnauthorized: false });
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  const { fingerprint256 } = socket.getPeerCertificate();
  const isBelieved = socket.authorized;
  socket.destroy();
  return { fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(), isBelieved };
}

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  authority = new Authority();
  await makeSites([siteSpec(site, domain, still)]);
});
afterAll(async () => {
  await removeSites([site]);
  authority[Symbol.dispose]();
});

describe('a certificate that a member brings', () => {
  it('is exactly the one that browsers are served, and they believe it', async () => {
    const issued = authority.issue(domain);
    expect(await bring(issued)).toMatchObject({ ok: true });
    expect(await served()).toEqual({ fingerprint: fingerprint(issued), isBelieved: true });
    const [seen] = await askWeb('web.look', [{ kind: 'site', name: site }]);
    expect(seen).toMatchObject({
      faults: [],
      shown: { certificate: 'imported', certificateNames: [domain], certificateProblem: null },
    });
  });

  it('takes the place of the one before', async () => {
    const next = authority.issue(domain);
    expect(await bring(next)).toMatchObject({ ok: true });
    expect(await served()).toEqual({ fingerprint: fingerprint(next), isBelieved: true });
  });

  it('is refused with its reason when it cannot serve the site, and the one before stays', async () => {
    const before = await served();
    const good = authority.issue(domain);
    const unfit: readonly (readonly [Issued, RegExp])[] = [
      [authority.issue(domain, new Date(Date.now() - 86_400_000)), /not valid any more/],
      [authority.issue('autre.asso.test'), /covers none of the domains/],
      [{ ...good, key: authority.issue(domain).key }, /key is not the certificate's/],
      [{ ...good, key: 'no key' }, /not a PEM text/],
    ];
    for (const [issued, reason] of unfit) {
      expect(await bring(issued)).toMatchObject({
        ok: false,
        code: 'bad-value',
        detail: expect.stringMatching(reason),
      });
      expect(await served()).toEqual(before);
    }
    expect(before.isBelieved).toBe(true);
    expect(await askWeb('web.probe', [{ kind: 'site', name: site }])).toMatchObject([{ outcome: 'ready' }]);
  });
});
