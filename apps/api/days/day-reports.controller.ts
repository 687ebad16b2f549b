import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { getTechnician } from '../technicians/technician-rows.js';
import { monthView, recordView } from './entry-schemas.js';
import { day, month, technicianName } from './fields.js';
import { monthOf } from './month-view.js';
import { workingTime } from './working-time.js';
import { workingTimeCsv } from './working-time-csv.js';

const recordQuery = z.object({
  from: day,
  to: day.describe('Included.'),
  technician: technicianName.optional(),
  format: z.enum(['json', 'csv']).default('json'),
});

/** What is read off the ledger: a month, and the record of working time that the law asks for. */
@Controller('api/v1/days')
export class DayReportsController {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  @Get('months/:month')
  @Tells({ summary: 'A month of the ledger: what its hours were for', answer: monthView })
  month(@By() asked: Asked, @Param('month', { schema: month }) shown: string): Promise<object> {
    return withScope(this.db, 'all', em => monthOf(em, shown, asked.language));
  }

  @Get('record')
  @Tells({ summary: 'Daily and weekly record of working time, as JSON or CSV', answer: recordView })
  async record(
    @By() asked: Asked,
    @Query({ schema: recordQuery }) { from, to, technician, format }: z.output<typeof recordQuery>,
  ): Promise<Answer> {
    const record = await withScope(this.db, 'all', async em => {
      const chosen = technician === undefined ? null : await getTechnician(em, technician);
      return workingTime(em, from, to, chosen?.id ?? null);
    });
    if (format === 'json') return new Answer(200, record);
    return new Answer(200, workingTimeCsv(record, asked.language), {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="temps-de-travail-${from}-${to}.csv"`,
    });
  }
}
