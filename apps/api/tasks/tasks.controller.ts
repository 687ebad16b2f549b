import type { Config } from '@amie/config';
import { listTasks } from '@amie/database';
import { Controller, Get, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { CONFIG, graceEnd } from '../http/config.js';
import { isUuid, memberReach, reachOf } from '../http/find-member.js';
import { page, pageQuery, readCursor } from '../http/paging.js';
import { DATABASE, type Database, findRow, type Reach, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { notFound } from '../problems/problem.js';
import { retryTask } from './retry-task.js';
import { countsOf, readTask, showTask } from './task-rows.js';
import { taskStarted, taskView } from './task-schemas.js';
import { TaskStream } from './task-stream.js';
import { undoTask } from './undo-task.js';

const listQuery = z.object({
  ...pageQuery,
  member: z.string().max(64).optional(),
  state: z.enum(['planned', 'running', 'done', 'failed', 'cancelled']).optional(),
});
const eventsQuery = z.object({ after: z.coerce.bigint().min(0n).optional() });

@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    @Inject(CONFIG) private readonly config: Config,
    private readonly writes: Writes,
    private readonly stream: TaskStream,
  ) {}

  @Get()
  @Tells({ summary: 'Tasks, newest first', list: taskView })
  async list(@By() asked: Asked, @Query({ schema: listQuery }) query: z.output<typeof listQuery>): Promise<Answer> {
    const reach: Reach = query.member ? await memberReach(this.db, query.member) : 'all';
    const [createdAt, id] = (readCursor(query.cursor, 2) ?? []).map(String);
    const after = createdAt && id ? { createdAt, id } : undefined;
    return withScope(this.db, reach, async em => {
      const memberId = reach === 'all' ? undefined : reach.member;
      const { tasks, next } = await listTasks(em, { memberId, state: query.state, after, limit: query.limit });
      const counts = await countsOf(
        em,
        tasks.map(task => task.id),
      );
      const shown = tasks.map(task => {
        const of = counts.get(task.id) ?? { waiting: 0, applied: 0, ready: 0, failed: 0 };
        return showTask(task, of, [], asked.language);
      });
      const rows = next ? [...shown, shown.at(-1)] : shown;
      const key = next ? [next.createdAt, next.id] : [];
      return page(
        { path: asked.path, query, limit: query.limit },
        rows,
        () => key,
        row => row,
      );
    });
  }

  @Get(':task')
  @Tells({ summary: 'One task: how far it is, and what fails', answer: taskView })
  async find(@By() asked: Asked, @Param('task') id: string): Promise<object> {
    return withScope(this.db, await this.reach(id), em => readTask(em, id, asked.language));
  }

  @Get(':task/events')
  @Tells({
    summary: 'What happens in a task, as server-sent events; resumes after Last-Event-ID',
    type: 'text/event-stream',
  })
  async events(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('task') id: string,
    @Query({ schema: eventsQuery }) query: z.output<typeof eventsQuery>,
  ): Promise<void> {
    const reach = await this.reach(id);
    const header = String(request.headers['last-event-id'] ?? '');
    const from = /^\d{1,18}$/.test(header) ? BigInt(header) : (query.after ?? 0n);
    await this.stream.follow(request, reply, reach, id, from);
  }

  @Post(':task/undo')
  @Tells({ summary: 'Take a task back', status: 202, answer: taskStarted })
  async undo(@By() asked: Asked, @Param('task') id: string): Promise<Answer> {
    const reach = await reachOf(this.db, 'task', id);
    return this.writes.run(asked, reach, em => undoTask(em, asked, id, graceEnd(this.config)));
  }

  @Post(':task/retry')
  @Tells({ summary: 'Try again what fails in a task', status: 202, answer: taskView })
  async retry(@By() asked: Asked, @Param('task') id: string): Promise<Answer> {
    return this.writes.run(asked, await this.reach(id), em => retryTask(em, asked, id));
  }

  /** The reach of a task: its member, or everyone for a task of none. */
  private async reach(id: string): Promise<Reach> {
    if (!isUuid(id)) throw notFound(id);
    const text = 'select member_id from task where id = $1';
    const found = await withScope(this.db, 'all', em => findRow<{ member_id: string | null }>(em, text, [id]));
    if (!found) throw notFound(id);
    return found.member_id === null ? 'all' : { member: found.member_id };
  }
}
