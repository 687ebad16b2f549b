import { randomBytes } from 'node:crypto';
import { parseServerName } from '@amie/values';
import { Body, Controller, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, findRow, rows, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { tokenHash } from '../http/token-guard.js';
import { parsedBy } from '../http/validation.js';
import { notFound, Problem } from '../problems/problem.js';

const newToken = z.strictObject({
  name: parsedBy(parseServerName).describe('Who it is for: it stands beside all that is done with it.'),
});
const tokenView = z.object({ name: z.string(), createdAt: z.iso.datetime(), revokedAt: z.iso.datetime().nullable() });
const columns = 'name, created_at as "createdAt", revoked_at as "revokedAt"';

/** The tokens of technicians: one for each person, so that who did what can be told, and one can approve another's act. */
@Controller('api/v1/tokens')
export class TokensController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get()
  @Tells({ summary: 'The technicians’ tokens, by name', answer: z.object({ items: z.array(tokenView) }) })
  async list(): Promise<object> {
    const text = `select ${columns} from api_token order by revoked_at is not null, name`;
    return { items: await withScope(this.db, 'all', em => rows(em, text)), next: null };
  }

  @Post()
  @Tells({
    summary: 'Make a token for one more technician; it is shown this once',
    status: 201,
    answer: tokenView.extend({ token: z.string() }),
  })
  async add(@By() asked: Asked, @Body({ schema: newToken }) { name }: z.output<typeof newToken>): Promise<Answer> {
    const token = `amie_${randomBytes(32).toString('base64url')}`;
    const text = `insert into api_token (name, token_hash, role) values ($1, $2, 'technician')
      on conflict (name) do nothing returning ${columns}`;
    const made = await withScope(this.db, 'all', async em => {
      const found = await findRow<object>(em, text, [name, tokenHash(token)]);
      if (found) await rows(em, told, [asked.actor, 'token-add', name]);
      return found;
    });
    if (!made) throw new Problem('token-name-taken', { value: name });
    return new Answer(201, { ...made, token });
  }

  @Delete(':name')
  @Tells({ summary: 'End a token: whoever holds it is out at once', answer: tokenView })
  async revoke(@By() asked: Asked, @Param('name') name: string): Promise<object> {
    return withScope(this.db, 'all', async em => {
      // Two that end the last two tokens at once must not both find another one left.
      await rows(em, `select pg_advisory_xact_lock(hashtext('amie.tokens'))`);
      const others = 'select 1 as found from api_token where revoked_at is null and name <> $1 limit 1';
      if (!(await findRow(em, others, [name]))) throw new Problem('token-last');
      const text = `update api_token set revoked_at = coalesce(revoked_at, now()) where name = $1 returning ${columns}`;
      const ended = await findRow<object>(em, text, [name]);
      if (!ended) throw notFound(name);
      await rows(em, told, [asked.actor, 'token-revoke', name]);
      return ended;
    });
  }
}

const told = `insert into change_log (actor, action, key, outcome) values ($1, $2, $3, 'done')`;
