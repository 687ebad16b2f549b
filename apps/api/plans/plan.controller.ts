import { setTimeout as pause } from 'node:timers/promises';
import { isWorkerAway, planPending } from '@amie/database';
import { Bell } from '@amie/queue';
import type { Lane } from '@amie/reconcile';
import { shapes } from '@amie/services/resources';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Asked, By } from '../http/asked.js';
import { memberReach } from '../http/find-member.js';
import { DATABASE, type Database, findRow, type Reach, rows, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { listDrift } from '../drift/drift-rows.js';
import { driftView, showDrift } from '../drift/drift-view.js';
import { textOf } from '../problems/render.js';
import { planView, showPlan } from './plan-view.js';

const query = z.object({
  member: z.string().max(64).optional(),
  live: z.stringbool().default(false).describe('Have the worker look at the servers first (30 s at most).'),
});
const answer = planView.extend({
  isLive: z.boolean(),
  /** Why nobody looked although it was asked. */
  problem: z.object({ code: z.string(), title: z.string(), detail: z.string(), action: z.string() }).nullable(),
  drift: z.array(driftView),
});
const patienceMs = 30_000;

@Controller('api/v1/plan')
export class PlanController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly bell: Bell,
  ) {}

  @Get()
  @Tells({ summary: 'What is not yet as asked, and the drift nobody asked for', answer })
  async find(@By() asked: Asked, @Query({ schema: query }) wish: z.output<typeof query>): Promise<object> {
    const reach: Reach = wish.member ? await memberReach(this.db, wish.member) : 'all';
    const memberId = reach === 'all' ? undefined : reach.member;
    const isAway = wish.live && (await withScope(this.db, 'all', em => isWorkerAway(em)));
    const isLive = wish.live && !isAway && (await this.lookNow(reach));
    const problem = isAway ? { code: 'worker-away', ...textOf('worker-away', asked.language) } : null;
    return withScope(this.db, reach, async em => {
      const plan = await planPending(em, shapes, memberId);
      const drift = await listDrift(em, { memberId, all: false, limit: 499 });
      return {
        ...showPlan(plan, asked.language),
        isLive,
        problem,
        drift: drift.map(row => showDrift(row, asked.language)),
      };
    });
  }

  /** Has every lane in reach inspected; false when the worker does not answer in time. */
  private async lookNow(reach: Reach): Promise<boolean> {
    const lanes = await withScope(this.db, reach, em =>
      rows<Lane & { asked: string }>(
        em,
        `update lane l set inspection_due_at = now()
         where exists (select from resource r where r.service = l.service and r.server_id = l.server_id)
         returning l.service, l.server_id as "serverId", now()::text as asked`,
      ),
    );
    const [{ asked } = { asked: '' }] = lanes;
    void this.bell.ring(
      'inspect',
      lanes.map(({ service, serverId }) => ({ service, serverId })),
    );
    for (let waited = 0; waited < patienceMs; waited += 200) {
      if (await this.areLooked(lanes, asked)) return true;
      await pause(200);
    }
    return false;
  }

  private areLooked(lanes: readonly Lane[], since: string): Promise<boolean> {
    return withScope(this.db, 'all', async em => {
      const text = `select count(*)::int as left from lane l
        join unnest($1::text[], $2::uuid[]) as asked (service, server_id)
          on asked.service = l.service and asked.server_id = l.server_id
        where l.inspected_at is null or l.inspected_at < $3::timestamptz`;
      const values = [lanes.map(lane => lane.service), lanes.map(lane => lane.serverId), since || null];
      return (await findRow<{ left: number }>(em, text, values))?.left === 0;
    });
  }
}
