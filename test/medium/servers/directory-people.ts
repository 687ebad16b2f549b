import { Client } from 'ldapts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lab } from '../../lab/lab-client.js';

function newClient(): Client {
  const ca = readFileSync(join(lab.credentials, 'ca/ca.pem'), 'utf8');
  return new Client({ url: `ldaps://${lab.address('dir1')}`, timeout: 10_000, tlsOptions: { ca } });
}

/** Whether a person's own program could sign in to the directory. */
export async function signsIn(dn: string, password: string): Promise<boolean> {
  const client = newClient();
  try {
    await client.bind(dn, password);
    return true;
  } catch {
    return false;
  } finally {
    await client.unbind();
  }
}

/** The DNs a person finds below a base. */
export async function searchAs(dn: string, password: string, base: string): Promise<readonly string[]> {
  const client = newClient();
  try {
    await client.bind(dn, password);
    const { searchEntries } = await client.search(base, { scope: 'sub', attributes: ['1.1'] });
    return searchEntries.map(entry => entry.dn);
  } finally {
    await client.unbind();
  }
}

/** Which of these attributes of an entry a person is shown. */
export async function attributesSeenAs(
  dn: string,
  password: string,
  entry: string,
  attributes: readonly string[],
): Promise<readonly string[]> {
  const client = newClient();
  try {
    await client.bind(dn, password);
    const { searchEntries } = await client.search(entry, { scope: 'base', attributes: [...attributes] });
    const [{ dn: _dn, ...seen } = { dn: entry }] = searchEntries;
    return attributes.filter(name => [seen[name as keyof typeof seen] ?? []].flat().length > 0);
  } finally {
    await client.unbind();
  }
}
