import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';
import { askWeb, makeSites, removeSites, siteSpec } from './agent-of-web.js';

jest.setTimeout(120_000);

const [reached, unreached, partly] = ['w99931', 'w99932', 'w99933'];
const [reachedDomain, unreachedDomain] = ['atteinte.asso.test', 'perdue.asso.test'];
const [own, elsewhere] = ['ici.asso.test', 'www.ici.asso.test'];
const still = { content: 'static', phpVersion: null };
const staticSpec = (name: string, domain: string) => siteSpec(name, domain, still);

const shown = async (name: string) => (await askWeb('web.look', [{ kind: 'site', name }]))[0]?.['shown'];
const serial = (name: string) =>
  lab.exec('web1', ['openssl', 'x509', '-noout', '-serial', '-in', `/etc/amie-web/certificates/${name}/acme.pem`]);

async function settled<T>(read: () => Promise<T>, isDone: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000;
  let value = await read();
  while (!isDone(value) && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 200));
    value = await read();
  }
  return value;
}

beforeAll(async () => {
  await lab.up(['out1', 'web1']);
  await lab.dns.add(reachedDomain, 'A', lab.address('web1'));
  await lab.dns.add(unreachedDomain, 'A', lab.address('control'));
  await lab.dns.add(own, 'A', lab.address('web1'));
  await lab.dns.add(elsewhere, 'A', lab.address('control'));
  const both = siteSpec(partly, own, { ...still, domains: [own, elsewhere] });
  await makeSites([staticSpec(reached, reachedDomain), staticSpec(unreached, unreachedDomain), both]);
});
afterAll(() => removeSites([reached, unreached, partly]));

describe('certificates', () => {
  it('come for the names that lead here, whatever becomes of the others', async () => {
    const isReached = (value: unknown) => JSON.stringify(value).includes('"acme"');
    expect(await settled(() => shown(reached), isReached)).toMatchObject({
      certificate: 'acme',
      certificateProblem: null,
    });
  });

  it('come for the other names of a site when one leads elsewhere, and say which', async () => {
    const isReached = (value: unknown) => JSON.stringify(value).includes('"acme"');
    expect(await settled(() => shown(partly), isReached)).toMatchObject({
      certificate: 'acme',
      certificateProblem: 'not-reachable',
      certificateWithout: [elsewhere],
    });
    expect(await askWeb('web.probe', [{ kind: 'site', name: partly }])).toMatchObject([{ outcome: 'ready' }]);
  });

  it('say why there is none, and the site answers with one of its own making', async () => {
    const isTold = (value: unknown) => !JSON.stringify(value).includes('"certificateProblem":null');
    const told = await settled(() => shown(unreached), isTold);
    expect(told).toMatchObject({ certificate: 'temporary', certificateProblem: 'not-reachable' });
    expect(await askWeb('web.probe', [{ kind: 'site', name: unreached }])).toMatchObject([{ outcome: 'ready' }]);
  });

  it('are signed by the authority outside for the key that never left the server', async () => {
    const authority = await lab.exec('out1', ['cat', '/var/lib/acme-server/ca.pem']);
    await lab.exec('web1', ['tee', '/run/authority.pem'], { stdin: authority });
    const file = `/etc/amie-web/certificates/${reached}/acme.pem`;
    expect(await lab.exec('web1', ['openssl', 'verify', '-CAfile', '/run/authority.pem', file])).toContain('OK');
  });

  it('are renewed before they end, and shown at once', async () => {
    const former = await serial(reached);
    await lab.exec('web1', ['sed', '-i', 's/"acmeRenewDays": 30/"acmeRenewDays": 91/', '/etc/amie-web/server.json']);
    await lab.systemctl('web1', 'start', 'amie-certify.service');
    await lab.exec('web1', ['sed', '-i', 's/"acmeRenewDays": 91/"acmeRenewDays": 30/', '/etc/amie-web/server.json']);
    expect(await serial(reached)).not.toBe(former);
    expect(await askWeb('web.probe', [{ kind: 'site', name: reached }])).toMatchObject([{ outcome: 'ready' }]);
  });
});
