import { siteSpec } from '../web/agent/agent-of-web.js';
import { disk1, type Request } from './disk1.js';

/** Of every database of these tests. */
export const password = 'only4this1lab2only4this1';
const someKey = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${'A'.repeat(43)}`;
// A name is never given twice, also not in a lab that goes on.
const first = (Date.now() % 80_000_000) + 1_000_000;

/** Accounts of three sites and two repositories, of which there are none yet. */
export function freshNames(turn: number) {
  const from = first + turn;
  return {
    sites: [`w${from}`, `w${from + 1}`, `w${from + 2}`] as const,
    repositories: [`b${from}`, `b${from + 1}`] as const,
  };
}

export const site = (name: string, generation: number) => ({ kind: 'site', name, generation: `${generation}` });

/** An item of `web.put`: a site without PHP. */
export function put(name: string, generation: number, limitKib = 10_240) {
  const spec = siteSpec(name, `${name}.disque.test`, { content: 'static', phpVersion: null, limitKib });
  return { ...site(name, generation), spec, secret: null };
}

export const commitOf = (name: string, generation: number): Request => ['web.commit', [site(name, generation)]];
export const look = (name: string): Request => ['web.look', [{ kind: 'site', name }]];

/** An item of `backup.put`: a repository of one source. */
export function repository(name: string, generation: number, limitKib = 10_240) {
  return {
    ...{ name, slug: `s${name}`, limitKib, generation: `${generation}`, escrowKey: null },
    keys: [{ source: 'laptop', turn: 1, publicKey: someKey }],
  };
}

/** Spec of a site's PostgreSQL database. */
export function databaseSpec(owner: string, own: string) {
  return {
    ...{ slug: 'petits-pas', site: owner, name: `${owner}_${own}`, engine: 'postgresql', limitKib: 10_240 },
  };
}

/** A statement as the site's code would send it; what PostgreSQL answered. */
export function tell(database: { readonly name: string }, statement: string): Promise<string> {
  const postgres = ['env', `PGPASSWORD=${password}`, 'psql', '-XAtq', '-v', 'ON_ERROR_STOP=1', '-h', '/run/postgresql'];
  return disk1.run([...postgres, '-U', database.name, database.name], `${statement};\n`);
}
