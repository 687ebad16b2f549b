import { Body, Delete, Get, Injectable, Param, Patch, Post, Query } from '@nestjs/common';
import type { Language } from '@amie/values';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { Desk } from '../http/desk.js';
import { getMember, type MemberRow, type PlaceName } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { requireVersion } from '../http/preconditions.js';
import { rows, type Transaction } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import type { Written } from '../http/writes.js';
import { startTask, targetOf, taskAnswer } from '../tasks/start-task.js';
import { taskStarted } from '../tasks/task-schemas.js';
import type { TaskKind } from '../tasks/titles.js';
import { type ChangeSet, merge, place } from './change-set.js';
import { getResource, listKind, lockPresent, lockResource, type ResourceRow, stateOf } from './resource-rows.js';

type TitledKind<Task> = Task extends `${infer Kind}-remove` ? (`${Kind}-edit` extends TaskKind ? Kind : never) : never;

/** What a kind of resource of a member says of itself, to have the five routes that every kind has. */
export interface KindOfThing<Spec extends object, New, Edit> {
  /** The kind of its shape; its tasks are titled `<kind>-create`, `-edit` and `-remove`. */
  readonly kind: TitledKind<TaskKind>;
  /** `groups`: the word in paths. */
  readonly path: string;
  /** `group`: the word in answers. */
  readonly word: string;
  readonly says: Readonly<Record<'list' | 'create' | 'find' | 'edit' | 'remove', string>>;
  readonly newBody: z.ZodType<New>;
  readonly editBody: z.ZodType<Edit>;
  /** What is shown beside id, member, state and version. */
  readonly view: z.ZodRawShape;
  /** Its words, where it has any, in the language of who asks. */
  show(em: Transaction, row: ResourceRow<Spec>, language: Language): Promise<object>;
  nameOf(spec: Spec): string;
  /** The change that makes `id`; refuses what cannot be, writes nothing. */
  create(em: Transaction, member: MemberRow, body: New, desk: Desk): Promise<NewThing<Spec>>;
  /** The change from what is there, locked, to what is asked; refuses what cannot be, writes nothing. */
  edit(em: Transaction, row: ResourceRow<Spec>, edit: Edit, desk: Desk): Promise<Edited>;
  /** How paths name it; by id alone unless said. */
  readonly place?: PlaceName;
  /** Whether what stands on it goes to the bin with it, and comes back with it. */
  readonly takesAlong?: boolean;
}

/** A change, and what is told of it this one time. */
export type Edited = ChangeSet & { readonly once?: Readonly<Record<string, unknown>> };

export interface NewThing<Spec> {
  readonly id: string;
  readonly spec: Spec;
  readonly changes: Edited;
}

/** A controller of one kind; it may add routes of its own beside the five. */
@Injectable()
export abstract class KindController {
  constructor(protected readonly desk: Desk) {}
}

const listQuery = z.object(pageQuery);

/** The routes of a kind: list, create, find, edit, remove. A controller is `extends kindRoutes(…)` and its own path. */
export function kindRoutes<Spec extends object, New, Edit>(
  kind: KindOfThing<Spec, New, Edit>,
): abstract new (
  desk: Desk,
) => KindController {
  const view = z.object({
    id: z.uuid(),
    memberId: z.uuid(),
    ...kind.view,
    state: z.string(),
    version: z.number().int(),
  });
  const started = taskStarted.extend({ [kind.word]: view });
  const namedBy = kind.place ?? 'resource';

  abstract class KindRoutes extends KindController {
    @Get(`members/:member/${kind.path}`)
    @Tells({ summary: kind.says.list, list: view })
    async list(
      @By() asked: Asked,
      @Param('member') reference: string,
      @Query({ schema: listQuery }) query: z.output<typeof listQuery>,
    ): Promise<Answer> {
      const after = readCursor(query.cursor, 1);
      const found = await this.desk.read('member', reference, async (em, member) => {
        const rows = await listKind<Spec>(em, member.id, kind.kind, after?.[0], query.limit);
        const views: { key: string; view: object }[] = [];
        for (const row of rows) views.push({ key: row.key, view: await show(kind, em, row, asked.language) });
        return views;
      });
      return page(
        { path: asked.path, query, limit: query.limit },
        found,
        row => [row.key],
        row => row.view,
      );
    }

    @Post(`members/:member/${kind.path}`)
    @Tells({ summary: kind.says.create, status: 202, answer: started })
    create(
      @By() asked: Asked,
      @Param('member') reference: string,
      @Body({ schema: kind.newBody }) body: New,
    ): Promise<Answer> {
      return this.desk.change(asked, 'member', reference, async (em, { id: memberId }) => {
        const made = await kind.create(em, await getMember(em, memberId), body, this.desk);
        return startOn(kind, em, asked, `${kind.kind}-create`, { ...made, memberId });
      });
    }

    @Get(`${kind.path}/:id`)
    @Tells({ summary: kind.says.find, answer: view, hasVersion: true })
    find(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
      return this.desk.read(namedBy, reference, async (em, { id }) => {
        const row = await getResource<Spec>(em, kind.kind, id);
        return new Answer(200, await show(kind, em, row, asked.language), { etag: etagOf(row.generation) });
      });
    }

    @Patch(`${kind.path}/:id`)
    @Tells({ summary: kind.says.edit, status: 202, answer: started, needsVersion: true })
    edit(
      @By() asked: Asked,
      @Param('id') reference: string,
      @Body({ schema: kind.editBody }) body: Edit,
    ): Promise<Answer> {
      return this.desk.change(asked, namedBy, reference, async (em, { id, member: memberId }) => {
        const row = await lockVersion<Spec>(kind, em, asked, id);
        return startOn(kind, em, asked, `${kind.kind}-edit`, {
          id,
          memberId,
          spec: row.spec,
          changes: await kind.edit(em, row, body, this.desk),
        });
      });
    }

    @Delete(`${kind.path}/:id`)
    @Tells({ summary: kind.says.remove, status: 202, answer: started, needsVersion: true })
    remove(@By() asked: Asked, @Param('id') reference: string): Promise<Answer> {
      return this.desk.change(asked, namedBy, reference, async (em, { id, member: memberId }) => {
        const row = await lockVersion<Spec>(kind, em, asked, id);
        const going = [id, ...(kind.takesAlong ? await standingOn(em, id) : [])];
        const changes = merge(...going.map(one => place({ id: one }, 'aside', this.desk.graceEnd())));
        return startOn<Spec>(kind, em, asked, `${kind.kind}-remove`, { id, memberId, spec: row.spec, changes });
      });
    }
  }
  return KindRoutes;
}

/** What a task of one thing needs to know of its kind. */
export type Any<Spec extends object> = Pick<KindOfThing<Spec, never, never>, 'kind' | 'word' | 'show' | 'nameOf'>;

async function show<Spec extends object>(
  kind: Any<Spec>,
  em: Transaction,
  row: ResourceRow<Spec>,
  language: Language,
): Promise<object> {
  const own = await kind.show(em, row, language);
  return { id: row.id, memberId: row.member_id, ...own, state: stateOf(row), version: row.generation };
}

/** The resource, locked and in use, at the version asked for. */
export async function lockVersion<Spec extends object>(
  { kind }: { readonly kind: string },
  em: Transaction,
  asked: Asked,
  id: string,
): Promise<ResourceRow<Spec>> {
  const row = await lockPresent<Spec>(em, kind, id);
  requireVersion(asked, row.generation);
  return row;
}

/** Starts a task of one thing, and answers with the thing as it will be. */
export async function startOn<Spec extends object>(
  kind: Any<Spec>,
  em: Transaction,
  asked: Asked,
  taskKind: TaskKind,
  { id, memberId, spec, changes }: NewThing<Spec> & { readonly memberId: string },
): Promise<Written> {
  const params = { name: kind.nameOf(spec), resourceId: id };
  const task = await startTask(em, asked, { kind: taskKind, params, memberId }, changes);
  const row = await lockResource<Spec>(em, kind.kind, targetOf(task, id));
  return taskAnswer(asked, task, { [kind.word]: await show(kind, em, row, asked.language) }, changes.once);
}

/** Ids of what is in use and stands on a resource, locked. */
async function standingOn(em: Transaction, id: string): Promise<readonly string[]> {
  const text = `select r.id from stands_on s join resource r on r.id = s.resource_id
    where s.on_id = $1 and r.presence = 'present' order by r.id for no key update of r`;
  return (await rows<{ id: string }>(em, text, [id])).map(row => row.id);
}
