import type { LabPlatform } from '../support/lab-platform.js';
import type { Lab } from '../lab/lab-client.js';
import { finish } from '../support/association.js';
import { addWebServer, eventually, upload, visit, webAuthority, withSftp } from '../support/web-sites.js';
import type { Narrator } from './narrator.js';

interface Started {
  readonly task: { readonly id: string };
}

const page = '<!doctype html><title>La Récré</title><p>Bonjour !</p>\n';

/** A member's site, from the request to a page that a stranger's browser believes; whether it came to that. */
export async function openSite(platform: LabPlatform, lab: Lab, narrator: Narrator, domain: string): Promise<boolean> {
  const { client } = platform;
  const address = lab.address('web1');
  await addWebServer(client, lab);
  await lab.dns.add(domain, 'A', address);
  const begun = performance.now();
  const made = await client.send<Started & { site: { name: string } }>('POST', '/members/la-recre/sites', {
    body: { domains: [domain] },
  });
  await finish(client, made.body.task.id);
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  narrator.say(
    `site ${domain} en place et essayé en ${seconds} s, sous son propre compte ${made.body.site.name}`,
    `site ${domain} in place and probed in ${seconds} s, under its own account ${made.body.site.name}`,
  );
  const access = await client.send<Started & { access: { login: string }; password: string }>(
    'POST',
    '/members/la-recre/site-accesses',
    { body: { site: domain, name: 'celeri', withPassword: true } },
  );
  await finish(client, access.body.task.id);
  const { login } = access.body.access;
  await withSftp({ address, login, password: access.body.password }, sftp => upload(sftp, '/htdocs/index.html', page));
  const ca = await webAuthority(lab);
  const seen = await eventually(30_000, () => visit({ address, name: domain, ca }));
  const isServed = seen.status === 200 && seen.text === page;
  narrator.say(
    `page déposée par SFTP et lue en HTTPS, avec un certificat obtenu par le serveur : ${isServed ? 'oui' : 'non'}`,
    `page put there by SFTP and read over HTTPS, with a certificate the server obtained: ${isServed ? 'yes' : 'no'}`,
  );
  return isServed;
}
