import {
  type Action,
  type BatchEnd,
  type Change,
  type Desired,
  type Found,
  type Observed,
  type Outcome,
  planChanges,
  reconcileBatch,
  ServiceError,
  type ServiceSession,
} from '@amie/reconcile';
import type { Rig } from './rig.js';

/** Drives one rig as the worker would; each step takes a session of its own, so nothing leans on a kept connection. */
export class Subject {
  #lastLease = 10;

  constructor(readonly rig: Rig) {}

  /** A session with a newer lease than any before, or with the lease asked for. */
  async session(number = (this.#lastLease += 1)): Promise<ServiceSession> {
    return await this.rig.driver.connect(this.rig.server, this.rig.lease(number));
  }

  async run(...desired: readonly Desired[]): Promise<BatchEnd & { outcomes: readonly Outcome[] }> {
    const outcomes: Outcome[] = [];
    await using session = await this.session();
    const end = await reconcileBatch({
      session,
      order: this.rig.driver.order,
      shapeOf: kind => this.rig.shapeOf(kind),
      desired,
      signal: AbortSignal.timeout(60_000),
      onOutcomes: async told => void outcomes.push(...told),
    });
    return { ...end, outcomes };
  }

  async observe(...desired: readonly Desired[]): Promise<Observed> {
    await using session = await this.session();
    return await session.observe(new Set(desired.map(one => one.key)));
  }

  async observeAll(): Promise<Observed> {
    await using session = await this.session();
    return await session.observe('all');
  }

  async plan(...desired: readonly Desired[]): Promise<readonly Change[]> {
    const { driver } = this.rig;
    return planChanges(driver.order, kind => this.rig.shapeOf(kind), desired, await this.observe(...desired));
  }

  async apply(change: Change, lease?: number): Promise<void> {
    await using session = await this.session(lease);
    await session.apply(change);
    await session.commit([change]);
  }

  /** A change may be refused when its effect is there already; what counts is the world after it. */
  async applyWhetherOrNotRefused(change: Change): Promise<void> {
    try {
      await this.apply(change);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  }

  /** A change as a run would carry it that looked before the world moved on. */
  async changeFrom(action: Action, desired: Desired): Promise<Change> {
    const found: Found | undefined = (await this.observe(desired)).get(desired.key);
    return { action, desired, found, fields: [] };
  }
}

/** The same thing one generation on, with another presence. */
export function next(desired: Desired, presence: Desired['presence']): Desired {
  return { ...desired, presence, generation: desired.generation + 1n, wasConfirmed: true };
}
