import { type AwaitedSignIn, awaitedSignIns, recordSignIns } from '@amie/database';
import { OnJob } from '@amie/queue';
import { type Key, type Lane, laneName, problemOf, type Use } from '@amie/reconcile';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Backoff } from '../backoff.js';
import { LaneSessions } from '../lane-sessions.js';
import { DATABASE } from '../tokens.js';

/** People looked for at a time; the inspection finds the others. */
const batchSize = 200;

/** Notices the first sign-in of people who just chose their password, sooner than an inspection does. Only reads there. */
@Injectable()
export class LookForSignIns {
  readonly #log = new Logger('sign-ins');
  readonly #backoff = new Backoff();

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly sessions: LaneSessions,
  ) {}

  @OnJob('sign-ins')
  async look(signal: AbortSignal): Promise<void> {
    const byLane = new Map<string, AwaitedSignIn[]>();
    for (const one of await awaitedSignIns(this.db, batchSize)) {
      const name = laneName(one.lane);
      byLane.set(name, [...(byLane.get(name) ?? []), one]);
    }
    await Promise.all([...byLane.values()].map(async some => this.#lookAt(some, signal)));
  }

  async #lookAt(awaited: readonly AwaitedSignIn[], signal: AbortSignal): Promise<void> {
    const [first] = awaited;
    if (!first || this.#backoff.isOn(laneName(first.lane))) return;
    const name = laneName(first.lane);
    try {
      const uses = await this.#usesOf(first.lane, new Map(awaited.map(one => [one.key, one.resourceId])), signal);
      await recordSignIns(this.db, uses);
      this.#backoff.forget(name);
    } catch (error) {
      if (signal.aborted) return;
      const retryInSeconds = this.#backoff.add(name);
      this.#log.warn({ msg: 'sign-ins not looked for', lane: name, code: problemOf(error).code, retryInSeconds });
    }
  }

  async #usesOf(lane: Lane, resourceIds: ReadonlyMap<Key, string>, signal: AbortSignal): Promise<Use[]> {
    await using session = await this.sessions.open({ lane, epoch: 0n, signal });
    const found = await session.observe(new Set(resourceIds.keys()));
    return [...found.values()].flatMap(({ key, lastUsedAt }) => {
      const resourceId = resourceIds.get(key);
      return resourceId && lastUsedAt ? [{ resourceId, at: lastUsedAt }] : [];
    });
  }
}
