import { RetriableError, type ServiceError, StaleEpochError } from '@amie/reconcile';
import { z } from 'zod';
import { retriable, terminal } from '../failures.js';

/** One answer of the agent; its own fields beside these are checked by whoever asked. */
const answer = z.looseObject({
  id: z.int().nullable(),
  ok: z.boolean(),
  code: z.string().max(40).optional(),
  detail: z.string().max(1_000).optional(),
  lastEpoch: z
    .string()
    .regex(/^\d{1,19}$/)
    .optional(),
});
export type AgentAnswer = z.infer<typeof answer>;

/** What the agent said to the request of that number; throws `agent-unreadable` on anything else. */
export function readAnswer(line: string, id: number): AgentAnswer {
  const parsed = answer.safeParse(parseJson(line));
  if (!parsed.success) throw retriable('agent-unreadable', 'the answer is not of the protocol');
  const isOurs = parsed.data.id === id || (parsed.data.id === null && !parsed.data.ok);
  if (!isOurs) throw retriable('agent-unreadable', 'the answer is to another request');
  return parsed.data;
}

/** What a refusal of the agent means; the detail is its own words, which never repeat a value. */
export function refusal(
  where: string,
  { code = 'failed', detail = '', lastEpoch }: Partial<AgentAnswer>,
): ServiceError {
  const text = detail ? `${where}: ${detail}` : where;
  switch (code) {
    case 'stale-epoch':
      return new StaleEpochError(`${where}: the server has seen epoch ${lastEpoch}`);
    case 'bad-request':
    case 'unknown-verb':
    case 'bad-value':
      return terminal('agent-bad-request', `${where}: ${code} ${detail}`.trim());
    case 'busy':
      return retriable('agent-busy', text);
    default:
      return new RetriableError('agent-failed', `${text} (${code.slice(0, 40)})`);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
