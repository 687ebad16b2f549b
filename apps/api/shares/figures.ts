import { figuresStamp, type MonthFigures, monthFigures, periodOf } from '@amie/database';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../http/scope.js';

/** How many months are held at once. */
const most = 24;

/** Figures of months, computed once for as long as nothing they depend on changes. */
@Injectable()
export class Figures {
  private readonly held = new Map<string, Promise<MonthFigures>>();

  async of(em: Transaction, month: string): Promise<MonthFigures> {
    const period = await periodOf(em, month);
    const stamp = await figuresStamp(em, period);
    const figures = this.held.get(stamp) ?? monthFigures(em, month);
    this.held.delete(stamp);
    try {
      // Whoever asked last is kept longest. The state of the month moves without its figures.
      const known = await figures;
      this.held.set(stamp, Promise.resolve(known));
      for (const oldest of [...this.held.keys()].slice(0, -most)) this.held.delete(oldest);
      return { ...known, period };
    } catch (error) {
      this.held.delete(stamp);
      throw error;
    }
  }
}
