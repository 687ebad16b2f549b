import { Body, Controller, Delete, Get, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import { chooseTechnician } from '../technicians/technician-rows.js';
import { daysOfWeek, weekOf } from './calendar.js';
import { getEntry, liveEntries, showEntry } from './entry-rows.js';
import {
  type EntryEdit,
  entriesAnswer,
  entryAnswer,
  entryEdit,
  entryView,
  type NewEntry,
  newEntry,
  reversal,
  type Validation,
  validation,
  weekView,
} from './entry-schemas.js';
import { technicianName, week } from './fields.js';
import { flagsOf, showFlag } from './flags.js';
import { reverseEntry, validateEntries, withdrawEntry } from './settle-entries.js';
import { weekGrid } from './week-grid.js';
import { editEntry, localToday, logEntry } from './write-entry.js';

const weekQuery = z.object({ technician: technicianName.optional(), week: week.optional() });

/** The ledger of days: entries, and the week they make. */
@Controller('api/v1/days')
export class DaysController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'The week of a technician as a grid; this week unless said', answer: weekView })
  show(@By() asked: Asked, @Query({ schema: weekQuery }) query: z.output<typeof weekQuery>): Promise<object> {
    return withScope(this.db, 'all', async em => {
      const technician = await chooseTechnician(em, asked, query.technician);
      const shown = query.week ?? weekOf(await localToday(em));
      const [monday = '', , , , , , sunday = ''] = daysOfWeek(shown) ?? [];
      const entries = await liveEntries(em, monday, sunday, technician.id);
      const flags = await flagsOf(em, monday, sunday, technician.id);
      const shownFlags = flags.map(flag => showFlag(flag, asked.language));
      return { ...weekGrid(technician.name, shown, entries), flags: shownFlags };
    });
  }

  @Post()
  @Tells({ summary: 'Write worked time down', status: 201, answer: entryAnswer, hasVersion: true })
  log(@By() asked: Asked, @Body({ schema: newEntry }) body: NewEntry): Promise<Answer> {
    return this.writes.run(asked, 'all', em => logEntry(em, asked, body));
  }

  @Post('validate')
  @Tells({ summary: 'Validate entries, as a second person; all or none', answer: entriesAnswer })
  validate(@By() asked: Asked, @Body({ schema: validation }) body: Validation): Promise<Answer> {
    return this.writes.run(asked, 'all', em => validateEntries(em, asked, body));
  }

  @Get(':entry')
  @Tells({ summary: 'One entry, by id or its first eight digits', answer: entryView, hasVersion: true })
  async find(@Param('entry') reference: string): Promise<Answer> {
    const row = await withScope(this.db, 'all', em => getEntry(em, reference));
    return new Answer(200, showEntry(row), { etag: etagOf(row.version) });
  }

  @Patch(':entry')
  @Tells({ summary: 'Edit an entry nobody validated yet', answer: entryAnswer, needsVersion: true })
  edit(
    @By() asked: Asked,
    @Param('entry') reference: string,
    @Body({ schema: entryEdit }) body: EntryEdit,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => editEntry(em, asked, reference, body));
  }

  @Delete(':entry')
  @Tells({ summary: 'Withdraw an entry nobody validated yet; its line stays', answer: entryAnswer, needsVersion: true })
  withdraw(@By() asked: Asked, @Param('entry') reference: string): Promise<Answer> {
    return this.writes.run(asked, 'all', em => withdrawEntry(em, asked, reference));
  }

  @Post(':entry/reverse')
  @Tells({
    summary: 'Take a validated entry back by one of as many minutes less',
    status: 201,
    answer: z.object({ entry: entryView, reversed: entryView }),
  })
  reverse(
    @By() asked: Asked,
    @Param('entry') reference: string,
    @Body({ schema: reversal }) { reason }: z.output<typeof reversal>,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => reverseEntry(em, asked, reference, reason));
  }
}
