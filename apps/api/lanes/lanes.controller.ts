import type { Lane, ServiceName } from '@amie/reconcile';
import { Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, findRow, rows, type Transaction, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes, type Written } from '../http/writes.js';
import { emptyPlan, showPlan } from '../plans/plan-view.js';
import { notFound, Problem } from '../problems/problem.js';
import { getServer } from '../servers/server-rows.js';
import { laneView, serviceName } from '../servers/server-schemas.js';
import { listLanes, showLane } from './lane-rows.js';

@Controller('api/v1/lanes')
export class LanesController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Every lane: one service on one server', answer: z.object({ items: z.array(laneView) }) })
  async list(@By() asked: Asked): Promise<object> {
    const lanes = await withScope(this.db, 'all', em => listLanes(em));
    return { items: lanes.map(lane => showLane(lane, asked.language)) };
  }

  @Post(':service/:server/resume')
  @Tells({ summary: 'Let a stopped lane write again', answer: laneView })
  resume(
    @By() asked: Asked,
    @Param('service', { schema: serviceName }) service: ServiceName,
    @Param('server') server: string,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => {
      const lane = await getLane(em, service, server);
      const text = `update lane set stopped_reason = null, stopped_detail = null, stopped_at = null, failures = 0,
          next_run_at = now()
        where service = $1 and server_id = $2 and stopped_reason is not null returning service`;
      if (!(await findRow(em, text, [service, lane.serverId]))) throw new Problem('lane-not-stopped');
      await rows(
        em,
        `insert into change_log (actor, service, server_id, action, outcome) values ($1, $2, $3, 'resume-lane', 'done')`,
        [asked.actor, service, lane.serverId],
      );
      return { ...(await answer(em, asked, lane)), lanes: [lane] };
    });
  }

  @Post(':service/:server/inspect')
  @Tells({ summary: 'Look at everything of a lane now', status: 202, answer: laneView })
  inspect(
    @By() asked: Asked,
    @Param('service', { schema: serviceName }) service: ServiceName,
    @Param('server') server: string,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => {
      const lane = await getLane(em, service, server);
      const text = 'update lane set inspection_due_at = now() where service = $1 and server_id = $2';
      await rows(em, text, [service, lane.serverId]);
      return { ...(await answer(em, asked, lane, 202)), inspect: [lane] };
    });
  }
}

async function getLane(em: Transaction, service: ServiceName, server: string): Promise<Lane> {
  const { id } = await getServer(em, server);
  const found = await findRow(em, 'select 1 as found from lane where service = $1 and server_id = $2', [service, id]);
  if (!found) throw notFound(`${service}/${server}`);
  return { service, serverId: id };
}

async function answer(em: Transaction, asked: Asked, lane: Lane, status = 200): Promise<Written> {
  const shown = (await listLanes(em, [lane.serverId])).filter(row => row.service === lane.service);
  const view = shown.map(row => showLane(row, asked.language))[0];
  const plan = showPlan(emptyPlan, asked.language);
  return { answer: asked.isDryRun ? new Answer(200, { isDryRun: true, lane: view, plan }) : new Answer(status, view) };
}
