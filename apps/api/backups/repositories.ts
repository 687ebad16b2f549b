import { randomUUID } from 'node:crypto';
import { backedUpServices, repositoryKey, type RepositorySpec, repositoryShape } from '@amie/services/resources';
import type { MemberRow } from '../http/find-member.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, respec } from '../resources/change-set.js';
import type { NewThing } from '../resources/kind-routes.js';
import type { ResourceRow } from '../resources/resource-rows.js';
import { serverFor } from '../servers/server-for.js';
import type { NewRepository, RepositoryEdit } from './repository-schemas.js';

/** What Borg takes as a limit, in KiB. */
const leastKib = 10_240;

/** The one repository of a member, with every server as a source that hosts something of it now. */
export async function createRepository(
  em: Transaction,
  member: MemberRow,
  { limit, machines, escrowKey }: NewRepository,
): Promise<NewThing<RepositorySpec>> {
  await refuseSecond(em, member.id);
  const sources = (await hostsOf(em, member.id)).map(server => ({ server, turn: 1 }));
  const spec = checked({
    slug: member.slug,
    name: await nextName(em),
    limitKib: Number(limit),
    sources,
    machines: await withNew(em, [], machines),
    escrowKey: escrowKey ?? null,
  });
  const id = randomUUID();
  const serverId = await serverFor(em, member.id, 'backup');
  return { id, spec, changes: creating(id, member.id, serverId, spec) };
}

export async function editRepository(
  em: Transaction,
  row: ResourceRow<RepositorySpec>,
  { limit, add, remove, rotate, escrowKey }: RepositoryEdit,
): Promise<ChangeSet> {
  const { spec } = row;
  // A source that could be told to seal again to another key would give its passphrase to whoever asks.
  if (escrowKey && spec.escrowKey && escrowKey !== spec.escrowKey) throw new Problem('escrow-key-stays');
  const isSource = (name: string) => spec.sources.some(({ server }) => server === name);
  const isMachine = (name: string) => spec.machines.some(({ label }) => label === name);
  for (const name of remove) {
    if (isSource(name)) throw new Problem('source-stays', { value: name });
    if (!isMachine(name)) throw new Problem('machine-unknown', { value: name });
  }
  const kept = spec.machines.filter(({ label }) => !remove.some(name => name === label));
  const turned = { sources: [...spec.sources], machines: await withNew(em, kept, add) };
  for (const { name, publicKey } of rotate) {
    if (isSource(name)) {
      turned.sources = turned.sources.map(one => (one.server === name ? { ...one, turn: one.turn + 1 } : one));
    } else if (isMachine(name)) {
      if (!publicKey) throw new Problem('key-needed');
      turned.machines = turned.machines.map(one => (one.label === name ? { ...one, publicKey } : one));
    } else throw new Problem('machine-unknown', { value: name });
  }
  const wanted = { limitKib: Number(limit ?? spec.limitKib), escrowKey: escrowKey ?? spec.escrowKey };
  return respec(row, checked({ ...spec, ...turned, ...wanted }));
}

/** The spec as its shape keeps it. */
function checked(spec: RepositorySpec): RepositorySpec {
  if (spec.limitKib < leastKib) throw new Problem('limit-too-small', { minimum: '10 MB' });
  return repositoryShape.parse(spec);
}

async function withNew(
  em: Transaction,
  machines: RepositorySpec['machines'],
  add: RepositorySpec['machines'],
): Promise<RepositorySpec['machines']> {
  const all = [...machines];
  for (const machine of add) {
    const isServer = await findRow(em, 'select 1 as found from server where name = $1', [machine.label]);
    if (isServer || all.some(({ label }) => label === machine.label)) {
      throw new Problem('machine-taken', { value: machine.label });
    }
    all.push(machine);
  }
  return all;
}

async function refuseSecond(em: Transaction, memberId: string): Promise<void> {
  // One request for a member at a time: the second one waits here and finds the first one's.
  await rows(em, 'select from member where id = $1 for no key update', [memberId]);
  const text = `select spec->>'name' as name from resource
    where member_id = $1 and kind = 'repository' and presence <> 'absent'`;
  const found = await findRow<{ name: string }>(em, text, [memberId]);
  if (found) throw new Problem('repository-exists', { value: found.name });
}

async function nextName(em: Transaction): Promise<string> {
  const found = await findRow<{ number: bigint }>(em, `select nextval('repository_number') as number`, []);
  return `b${String(found?.number ?? 0).padStart(5, '0')}`;
}

async function hostsOf(em: Transaction, memberId: string): Promise<string[]> {
  const text = `select distinct s.name from resource r join server s on s.id = r.server_id
    where r.member_id = $1 and r.presence = 'present' and r.service = any($2::text[])
      and r.kind in ('mailbox', 'site') order by 1`;
  return (await rows<{ name: string }>(em, text, [memberId, backedUpServices])).map(({ name }) => name);
}

function creating(id: string, memberId: string, serverId: string, spec: RepositorySpec): ChangeSet {
  const key = repositoryKey(spec);
  return {
    edits: [
      { op: 'create', id, memberId, serverId, service: 'backup', kind: repositoryShape.kind, key, spec, standsOn: [] },
    ],
    claims: [{ kind: 'repository', name: spec.name, resourceId: id }],
    releases: [],
  };
}
