import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import type { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, type Transaction, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import {
  correction,
  correctionView,
  type NewCorrection,
  type OwnerChange,
  ownerChange,
  ownerView,
  type ReadingsQuery,
  readingsQuery,
  readingsView,
} from './reading-schemas.js';
import { correct, give, showReadings } from './readings.js';

/** What the meters read, and a named person's word about it: nothing that was read is ever changed or forgotten. */
@Controller('api/v1/readings')
export class ReadingsController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'All samples of a subject in a month, with what corrected them', answer: readingsView })
  list(@Query({ schema: readingsQuery }) query: ReadingsQuery): Promise<object> {
    return withScope(this.db, 'all', em => showReadings(em, query));
  }

  @Post('corrections')
  @Tells({ summary: 'Correct one reading, with a reason', status: 201, answer: correctionView })
  correct(@By() asked: Asked, @Body({ schema: correction }) body: NewCorrection): Promise<Answer> {
    return this.change(asked, em => correct(em, asked, body));
  }

  @Post('owners')
  @Tells({ summary: 'Give what is measured to another member from a moment on', status: 201, answer: ownerView })
  give(@By() asked: Asked, @Body({ schema: ownerChange }) body: OwnerChange): Promise<Answer> {
    return this.change(asked, em => give(em, asked, body));
  }

  private change(asked: Asked, make: (em: Transaction) => Promise<Answer>): Promise<Answer> {
    return this.writes.run(asked, 'all', async em => ({ answer: await make(em) }));
  }
}
