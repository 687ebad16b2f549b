import { foldName, getServerName, parseServerName } from '@amie/values';
import type { Lane } from '@amie/reconcile';
import type { Asked } from '../http/asked.js';
import { Answer, etagOf } from '../http/answer.js';
import { requireVersion } from '../http/preconditions.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { listLanes, showLane } from '../lanes/lane-rows.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { Problem } from '../problems/problem.js';
import type { NewServer, ServerEdit } from './server-schemas.js';
import { isNamedForMail } from './mail-host.js';
import { getServer, type ServerRow } from './server-rows.js';

/** Registers a server and a lane for each of its services; touches no machine. */
export async function addServer(em: Transaction, asked: Asked, body: NewServer): Promise<Written> {
  const name = body.name ?? nameFrom(body.address);
  const { address, hostKey, services, settings } = body;
  refuseNameless({ address, services, settings });
  await refuseTakenAddress(em, address);
  await refuseMachineName(em, name);
  const text = `insert into server (name, address, host_key, services, settings) values ($1, $2, $3, $4, $5)
    on conflict do nothing returning id`;
  const values = [name, address, hostKey, [...new Set(services)], JSON.stringify(settings)];
  const made = await findRow<{ id: string }>(em, text, values);
  if (!made) throw new Problem('name-taken', { value: name });
  return finish(em, asked, await openLanes(em, await getServer(em, made.id)), 201);
}

/** Edits a server; what had given up because of the old settings is tried again. */
export async function editServer(em: Transaction, asked: Asked, reference: string, edit: ServerEdit): Promise<Written> {
  const server = await getServer(em, reference, true);
  requireVersion(asked, server.version);
  if (edit.services) await refuseWhileUsed(em, server, edit.services);
  const { address = server.address, hostKey = server.host_key, services = server.services } = edit;
  const { settings = server.settings } = edit;
  refuseNameless({ address, services, settings });
  await refuseTakenAddress(em, address, server.id);
  await rows(
    em,
    `update server set address = $2, host_key = $3, services = $4, settings = $5, version = version + 1 where id = $1`,
    [server.id, address, hostKey, [...new Set(services)], JSON.stringify(settings)],
  );
  await rows(em, 'update lane set failures = 0, next_run_at = now() where server_id = $1', [server.id]);
  await rows(
    em,
    `update resource set attempts = 0, next_attempt_at = now(), problem = null
     where server_id = $1 and problem is not null`,
    [server.id],
  );
  return finish(em, asked, await openLanes(em, await getServer(em, server.id)), 200);
}

export async function showServer(em: Transaction, row: ServerRow, asked: Asked): Promise<object> {
  const lanes = await listLanes(em, [row.id]);
  return {
    id: row.id,
    name: row.name,
    address: row.address,
    hostKey: row.host_key,
    services: row.services,
    settings: row.settings,
    lanes: lanes.map(lane => showLane(lane, asked.language)),
    version: row.version,
  };
}

function nameFrom(address: string): string {
  const label = /^[a-z]/.test(address)
    ? (address.split('.')[0] ?? '')
    : `server-${address.replace(/[^0-9a-f]+/g, '-')}`;
  const parsed = parseServerName(foldName(label));
  if (!parsed.ok) throw new Problem('server-name-shape', { value: label });
  return getServerName(parsed.value);
}

async function openLanes(em: Transaction, server: ServerRow): Promise<ServerRow> {
  const text = `insert into lane (service, server_id) select service, $1 from unnest($2::text[]) as s (service)
    on conflict do nothing`;
  await rows(em, text, [server.id, server.services]);
  return server;
}

/** A mail server known by its number alone would give every domain an MX line that no mail program accepts. */
function refuseNameless({ address, services, settings }: Pick<ServerRow, 'address' | 'services' | 'settings'>): void {
  if (services.includes('mail') && !isNamedForMail(address, settings))
    throw new Problem('mail-name-needed', { address });
}

/**
 * One machine under two names would have two lanes write to it, each sure to be alone. Two requests for one address take
 * turns, so that the second sees whose it has become.
 */
async function refuseTakenAddress(em: Transaction, address: string, own?: string): Promise<void> {
  await rows(em, `select pg_advisory_xact_lock(hashtext('amie.server-address'))`);
  const text = 'select name from server where address = $1 and ($2::uuid is null or id <> $2)';
  const taken = await findRow<{ name: string }>(em, text, [address, own ?? null]);
  if (taken) throw new Problem('server-address-taken', { address, name: taken.name });
}

/** A server and a member's machine of one name would have one place in that member's repository: the server gets none. */
async function refuseMachineName(em: Transaction, name: string): Promise<void> {
  const text = `select m.slug from resource r join member m on m.id = r.member_id
    where r.kind = 'repository' and r.presence <> 'absent'
      and r.spec->'machines' @> jsonb_build_array(jsonb_build_object('label', $1::text)) limit 1`;
  const taken = await findRow<{ slug: string }>(em, text, [name]);
  if (taken) throw new Problem('server-name-a-machine', { value: name, member: taken.slug });
}

async function refuseWhileUsed(em: Transaction, server: ServerRow, services: readonly string[]): Promise<void> {
  const text = `select count(*)::int as count from resource
    where server_id = $1 and presence <> 'absent' and service <> all ($2::text[])`;
  const used = await findRow<{ count: number }>(em, text, [server.id, services]);
  if (used && used.count > 0) throw new Problem('service-in-use', { count: used.count });
}

async function finish(em: Transaction, asked: Asked, server: ServerRow, status: number): Promise<Written> {
  const shown = await showServer(em, server, asked);
  const lanes: Lane[] = server.services.map(service => ({ service, serverId: server.id }));
  if (asked.isDryRun) {
    return { answer: new Answer(200, { isDryRun: true, server: shown, plan: showPlan(emptyPlan, asked.language) }) };
  }
  const headers = { etag: etagOf(server.version), location: `/api/v1/servers/${server.name}` };
  return { answer: new Answer(status, shown, headers), lanes, inspect: lanes };
}
