import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';
import { DATABASE, type Database, rows, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { OpenRoute } from '../http/token-guard.js';
import { Problem } from '../problems/problem.js';

const ok = z.object({ ok: z.literal(true) });

@Controller()
@OpenRoute()
export class HealthController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get('healthz')
  @Tells({ summary: 'The process answers', answer: ok })
  alive(): object {
    return { ok: true };
  }

  @Get('readyz')
  @Tells({ summary: 'The process reaches its database', answer: ok })
  async ready(): Promise<object> {
    try {
      await withScope(this.db, 'all', em => rows(em, 'select 1', []));
    } catch {
      throw new Problem('database-away');
    }
    return { ok: true };
  }
}
