import { Body, Controller, Get, Inject, Param, Patch, Post } from '@nestjs/common';
import { z } from 'zod';
import { Answer, etagOf } from '../http/answer.js';
import { type Asked, By } from '../http/asked.js';
import { DATABASE, type Database, withScope } from '../http/scope.js';
import { Tells } from '../http/tells.js';
import { Writes } from '../http/writes.js';
import {
  type NewTechnician,
  newTechnician,
  type TechnicianEdit,
  technicianEdit,
  technicianView,
} from './technician-schemas.js';
import { getTechnician, listTechnicians, showTechnician } from './technician-rows.js';
import { addTechnician, editTechnician } from './technicians.js';

/** The people whose days the ledger holds. */
@Controller('api/v1/technicians')
export class TechniciansController {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly writes: Writes,
  ) {}

  @Get()
  @Tells({ summary: 'Technicians, those who left last', answer: z.object({ items: z.array(technicianView) }) })
  async list(): Promise<object> {
    const found = await withScope(this.db, 'all', listTechnicians);
    return { items: found.map(showTechnician), next: null };
  }

  @Post()
  @Tells({ summary: 'Add a technician whose days are kept', status: 201, answer: technicianView, hasVersion: true })
  add(@By() asked: Asked, @Body({ schema: newTechnician }) body: NewTechnician): Promise<Answer> {
    return this.writes.run(asked, 'all', em => addTechnician(em, asked, body));
  }

  @Get(':technician')
  @Tells({ summary: 'One technician', answer: technicianView, hasVersion: true })
  async find(@Param('technician') name: string): Promise<Answer> {
    const row = await withScope(this.db, 'all', em => getTechnician(em, name));
    return new Answer(200, showTechnician(row), { etag: etagOf(row.version) });
  }

  @Patch(':technician')
  @Tells({ summary: 'Edit a technician, or note that they left', answer: technicianView, needsVersion: true })
  edit(
    @By() asked: Asked,
    @Param('technician') name: string,
    @Body({ schema: technicianEdit }) body: TechnicianEdit,
  ): Promise<Answer> {
    return this.writes.run(asked, 'all', em => editTechnician(em, asked, name, body));
  }
}
