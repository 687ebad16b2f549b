import type { Lane } from '@amie/reconcile';
import { Bell, type Errand } from '@amie/queue';
import { Inject, Injectable } from '@nestjs/common';
import { Answer } from './answer.js';
import type { Asked } from './asked.js';
import { claimKey, rememberAnswer } from './idempotency.js';
import { DATABASE, type Database, type Reach, type Transaction, withScope } from './scope.js';

/** What a change leaves: its answer, and who is to be told once it is committed. */
export interface Written {
  readonly answer: Answer;
  readonly lanes?: readonly Lane[];
  readonly inspect?: readonly Lane[];
  readonly errands?: readonly Errand[];
}

/**
 * Every change to the database passes here: one transaction that holds the change and the answer under its idempotency
 * key, then the bell. A dry run is the same transaction taken back, so its plan is the one that would be applied.
 */
@Injectable()
export class Writes {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly bell: Bell,
  ) {}

  async run(asked: Asked, reach: Reach, change: (em: Transaction) => Promise<Written>): Promise<Answer> {
    try {
      const written = await withScope(this.db, reach, em => once(em, asked, change));
      this.ring(written);
      return written.answer;
    } catch (thrown) {
      if (thrown instanceof TakenBack) return thrown.answer;
      throw thrown;
    }
  }

  /** Not awaited: the answer does not wait for a bell that may be lost. */
  private ring(written: Written): void {
    void this.bell.ring('reconcile', written.lanes ?? []);
    if (written.inspect) void this.bell.ring('inspect', written.inspect);
    for (const errand of written.errands ?? []) void this.bell.ringErrand(errand);
  }
}

/** Rolls a dry run back and carries its answer out of the transaction. */
class TakenBack extends Error {
  constructor(readonly answer: Answer) {
    super('dry run');
  }
}

async function once(em: Transaction, asked: Asked, change: (em: Transaction) => Promise<Written>): Promise<Written> {
  const earlier = await claimKey(em, asked);
  if (earlier) return { answer: earlier };
  const written = await change(em);
  if (asked.isDryRun) throw new TakenBack(written.answer);
  await rememberAnswer(em, asked, written.answer);
  return written;
}
