import { expect } from '@jest/globals';
import { lab } from '../../../lab/lab-client.js';

interface Item {
  readonly key: string;
  readonly ok: boolean;
  readonly [field: string]: unknown;
}

/**
 * Asks the agent of web1 as the worker would, past SSH: the items of its answer. The lane is the tests' own, so that no
 * epoch of another test makes theirs stale.
 */
export async function askWeb(verb: string, items: readonly object[], epoch?: string): Promise<readonly Item[]> {
  const fence = epoch === undefined ? {} : { lane: 'trial', epoch };
  const request = JSON.stringify({ id: 1, verb, items, ...fence });
  const said = await lab.exec('web1', ['/usr/local/sbin/amie-agent'], { stdin: `${request}\n` });
  const answer = JSON.parse(said) as { readonly ok: boolean; readonly items: readonly Item[] };
  expect(answer).toMatchObject({ ok: true });
  return answer.items;
}

/** The spec of a site that needs no thought. */
export function siteSpec(name: string, domain: string, change: object = {}) {
  return {
    slug: 'petits-pas',
    name,
    content: 'php',
    phpVersion: '8.2',
    domains: [domain],
    mainDomain: domain,
    redirects: [],
    isHstsOn: false,
    protectedFolders: [],
    limitKib: 20480,
    isSuspended: false,
    importedCertificate: null,
    ...change,
  };
}

type SiteSpec = ReturnType<typeof siteSpec>;

/** Prepares sites; what each came to. */
export function putSites(specs: readonly SiteSpec[], generation: string, secret: object | null = null) {
  const items = specs.map(spec => ({ kind: 'site', name: spec.name, generation, spec, secret }));
  return askWeb('web.put', items, '1');
}

/** Brings prepared sites into use; what each came to. */
export function commitSites(names: readonly string[], generation: string) {
  return askWeb(
    'web.commit',
    names.map(name => ({ kind: 'site', name, generation })),
    '1',
  );
}

/** Puts sites into use and waits for nothing more: the agent answers when they answer. */
export async function makeSites(specs: readonly SiteSpec[], generation = '1'): Promise<void> {
  const answers = await putSites(specs, generation);
  const commits = await commitSites(
    specs.map(spec => spec.name),
    generation,
  );
  expect([...answers, ...commits].filter(item => !item.ok)).toEqual([]);
}

const FETCH = `
import json, socket, ssl, sys
domain, path, headers = json.load(sys.stdin)
link = ssl._create_unverified_context().wrap_socket(socket.create_connection(("127.0.0.1", 443), 60), server_hostname=domain)
lines = [f"GET {path} HTTP/1.0", f"Host: {domain}", *headers, "", ""]
link.sendall("\\r\\n".join(lines).encode())
while part := link.recv(65536):
    sys.stdout.buffer.write(part)
`;

/** The whole answer to a request sent as it is written, over HTTPS and by the site's name; any certificate will do. */
export async function get(domain: string, path: string, headers: readonly string[] = []): Promise<string> {
  return lab.exec('web1', ['python3', '-c', FETCH], { stdin: JSON.stringify([domain, path, headers]) });
}

/** Runs a command as a site's account, outside its cage: more than its code could do. */
export function as(site: string, argv: readonly string[], stdin = ''): Promise<string> {
  return lab.exec('web1', ['setpriv', `--reuid=${site}`, `--regid=${site}`, '--clear-groups', ...argv], { stdin });
}

/** A file in a site's home, owned by its account, as an upload would leave it. */
export async function upload(site: string, path: string, text: string): Promise<void> {
  await as(site, ['tee', `/srv/web/${site}/${path}`], text);
}

/** Sets sites aside and erases them. */
export async function removeSites(names: readonly string[]): Promise<void> {
  const items = names.map(name => ({ kind: 'site', name, generation: '99' }));
  await askWeb('web.set-aside', items, '1');
  await askWeb('web.purge', items, '1');
}
