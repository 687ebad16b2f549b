import type { TestApi } from './api.js';

/** ed25519 public key that belongs to nobody. */
export const hostKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f';

/** A directory and a mail server, as Ansible would have left them. */
export async function addServers(api: TestApi): Promise<void> {
  await api.ask('POST', '/api/v1/servers', {
    body: { name: 'dir1', address: '192.0.2.10', hostKey, services: ['directory'] },
  });
  await api.ask('POST', '/api/v1/servers', {
    body: {
      name: 'mail1',
      address: '192.0.2.11',
      hostKey,
      services: ['mail'],
      settings: { mail: { name: 'mail1.amie.test' } },
    },
  });
}

/** A member with one approved domain. */
export async function addMember(api: TestApi, slug: string, domain = `${slug}.test`): Promise<string> {
  const made = await api.ask('POST', '/api/v1/members', { body: { name: `Association ${slug}`, slug } });
  if (made.status !== 202) throw new Error(made.text);
  const added = await api.ask('POST', `/api/v1/members/${slug}/domains`, { body: { domain } });
  if (added.status !== 202) throw new Error(added.text);
  await api.ask('POST', `/api/v1/domains/${domain}/approve`);
  return made.body.member.id;
}

let count = 0;

/** A person with valid defaults; answers what the API said. */
export async function addPerson(api: TestApi, member: string, given: Record<string, unknown> = {}) {
  count += 1;
  const body = {
    givenName: 'Ada',
    familyName: `Martin${letters(count)}`,
    ownEmail: `ada${count}@elsewhere.test`,
    ...given,
  };
  const made = await api.ask('POST', `/api/v1/members/${member}/people`, { body });
  if (made.status !== 202) throw new Error(made.text);
  return made.body.person as { id: string; address: string; uid: string; version: number } & Record<string, any>;
}

/** Plays the worker: every resource is as asked, probed and ready; tasks are not told. */
export async function confirmAll(api: TestApi): Promise<void> {
  await api.db.look(
    `update resource set observed_generation = generation, ready_generation = generation, is_waiting = false,
       observed_at = now(),
       observed = case when presence = 'absent' then null
         else jsonb_build_object('presence', presence, 'generation', generation::text, 'spec', spec) end
     where held_reason is null`,
  );
}

const letters = (number: number): string =>
  String.fromCharCode(96 + (number % 26) + 1).repeat(1 + Math.floor(number / 26));

/** A table of people with French headers. */
export function table(
  rows: readonly (readonly string[])[],
  header = 'Prénom;Nom;E-mail personnel;Adresse;Groupes;Limite',
): string {
  return `${[header, ...rows.map(row => row.join(';'))].join('\n')}\n`;
}
