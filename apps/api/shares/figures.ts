import { figuresStamp, type MonthFigures, monthFigures, periodOf } from '@amie/database';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../http/scope.js';

/** How many months are held at once: those a board looks at, as a month of a large house is tens of megabytes. */
const most = 6;

/** Figures of months, computed once for as long as nothing they depend on changes, however many ask at once. */
@Injectable()
export class Figures {
  private readonly held = new Map<string, Promise<MonthFigures>>();

  async of(em: Transaction, month: string): Promise<MonthFigures> {
    const period = await periodOf(em, month);
    const stamp = await figuresStamp(em, period);
    const known = (await this.shared(stamp)) ?? (await this.begin(em, month, stamp));
    // The state of the month moves without its figures.
    return { ...known, period };
  }

  // Whoever began may have been cut off with its connection: then the next one begins.
  private async shared(stamp: string): Promise<MonthFigures | undefined> {
    const figures = this.held.get(stamp);
    if (!figures) return undefined;
    this.hold(stamp, figures);
    return figures.catch(() => undefined);
  }

  private begin(em: Transaction, month: string, stamp: string): Promise<MonthFigures> {
    const figures = monthFigures(em, month);
    this.hold(stamp, figures);
    figures.catch(() => {
      if (this.held.get(stamp) === figures) this.held.delete(stamp);
    });
    return figures;
  }

  // Whoever was asked for last is kept longest.
  private hold(stamp: string, figures: Promise<MonthFigures>): void {
    this.held.delete(stamp);
    this.held.set(stamp, figures);
    for (const oldest of [...this.held.keys()].slice(0, -most)) this.held.delete(oldest);
  }
}
