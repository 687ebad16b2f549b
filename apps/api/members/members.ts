import { randomUUID } from 'node:crypto';
import { unitKey } from '@amie/services/resources';
import { foldName, getMemberSlug, parseMemberSlug } from '@amie/values';
import type { Asked } from '../http/asked.js';
import { getMember, type MemberRow } from '../http/find-member.js';
import { requireVersion } from '../http/preconditions.js';
import { findRow, rows, type Transaction } from '../http/scope.js';
import type { Written } from '../http/writes.js';
import { Problem } from '../problems/problem.js';
import { type ChangeSet, noChange, respec } from '../resources/change-set.js';
import { serverFor } from '../servers/server-for.js';
import { startTask, taskAnswer } from '../tasks/start-task.js';
import type { MemberEdit, NewMember } from './member-schemas.js';
import { getSummary, lockUnit, showMember } from './member-rows.js';

/** The short name asked for, or one made from the name; it may still be taken. */
export function slugOf(body: NewMember): string {
  if (body.slug !== undefined) return body.slug;
  const folded = foldName(body.name)
    .replace(/^[^a-z]+/, '')
    .slice(0, 32)
    .replace(/-+$/, '');
  const parsed = parseMemberSlug(folded);
  if (!parsed.ok) throw new Problem('slug-shape', { value: folded });
  return getMemberSlug(parsed.value);
}

/** A new member: its row, its short name for ever, its subtree in the directory. */
export async function createMember(em: Transaction, asked: Asked, id: string, body: NewMember): Promise<Written> {
  const slug = slugOf(body);
  const { name, language, storageLimit = null } = body;
  const text = `insert into member (id, slug, name, language, storage_limit_kib) values ($1, $2, $3, $4, $5)
    on conflict (slug) do nothing returning id`;
  if (!(await findRow(em, text, [id, slug, name, language, storageLimit]))) {
    throw new Problem('slug-taken', { value: slug });
  }
  const spec = { slug, name };
  const unitId = randomUUID();
  const changes: ChangeSet = {
    edits: [
      {
        op: 'create',
        id: unitId,
        memberId: id,
        serverId: await serverFor(em, id, 'directory'),
        service: 'directory',
        kind: 'unit',
        key: unitKey(spec),
        spec,
        standsOn: [],
      },
    ],
    claims: [{ kind: 'slug', name: slug, resourceId: unitId }],
    releases: [],
  };
  const request = { kind: 'member-create', params: { name }, memberId: id } as const;
  const started = await startTask(em, asked, request, changes);
  return taskAnswer(asked, started, { member: showMember(await getSummary(em, id)) });
}

export async function editMember(em: Transaction, asked: Asked, id: string, edit: MemberEdit): Promise<Written> {
  await rows(em, 'select id from member where id = $1 for no key update', [id]);
  const member = await getMember(em, id);
  requireVersion(asked, member.version);
  const after = edited(member, edit);
  await rows(
    em,
    'update member set name = $2, language = $3, storage_limit_kib = $4, version = version + 1 where id = $1',
    [id, after.name, after.language, after.storage_limit_kib],
  );
  const unit = await lockUnit(em, id);
  const changes = edit.name === undefined ? noChange : respec(unit, { ...unit.spec, name: edit.name });
  const request = { kind: 'member-edit', params: { name: after.name }, memberId: id } as const;
  const started = await startTask(em, asked, request, changes);
  return taskAnswer(asked, started, { member: showMember(await getSummary(em, id)) });
}

function edited(member: MemberRow, edit: MemberEdit): Pick<MemberRow, 'name' | 'language' | 'storage_limit_kib'> {
  const { name = member.name, language = member.language, storageLimit } = edit;
  const kept = storageLimit === undefined ? member.storage_limit_kib : null;
  return { name, language, storage_limit_kib: typeof storageLimit === 'number' ? BigInt(storageLimit) : kept };
}
