import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { dueProbes, type Probed, recordProbes } from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import { type Desired, type Lane, laneName, problemOf, type ProbeResult } from '@amie/reconcile';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { LaneSessions } from '../lane-sessions.js';
import { DATABASE } from '../tokens.js';

/** Things probed at once: enough to keep a server busy, few enough that a lone newcomer is not kept waiting. */
const batchSize = 8;
/** How long the next round waits for the ones before it. */
const patienceMilliseconds = 250;
/** While a member's changes come by the dozen, one of them is tried that often; the rest once they are there. */
const sampleMilliseconds = 2000;

/**
 * Uses what was confirmed as its users would, a few at a time, one member after the other. Writes nothing, so it needs
 * no lease and runs beside the lane; doing it twice is only a waste.
 */
@Injectable()
export class ProbeLane implements OnModuleDestroy {
  readonly #log = new Logger('probe');
  readonly #sampledAt = new Map<string, number>();
  readonly #rounds = new Set<Promise<void>>();
  /** Ids of what a round of this process is trying now. */
  readonly #tried = new Set<string>();

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly sessions: LaneSessions,
    private readonly bell: Bell,
  ) {}

  @OnJob('probe')
  async probe(lane: Lane, signal: AbortSignal): Promise<void> {
    const due = await dueProbes(this.db, lane, batchSize, this.#sampleOf(lane));
    const rounds = byMember(due.filter(({ id }) => !this.#tried.has(id))).map(ofOne =>
      this.#round(lane, ofOne, signal),
    );
    if (rounds.length === 0) return;
    // A mailbox that answers late keeps nobody else waiting: its round goes on beside the next ones.
    const ended = Promise.all(rounds).then(() => true);
    const isInTime = await Promise.race([ended, pause(patienceMilliseconds, false, { ref: false })]);
    if (!isInTime) void ended.then(() => this.bell.ring('probe', [lane]));
    else if (due.length === batchSize) await this.bell.ring('probe', [lane]);
  }

  /** No new round begins while the worker stops; those begun end by their signal. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.#rounds);
  }

  /** Tries some things of one member and writes what that showed. */
  #round(lane: Lane, wanted: readonly Desired[], signal: AbortSignal): Promise<void> {
    const round = this.#tryAndRecord(lane, wanted, signal)
      .catch((error: unknown) => this.#log.warn({ msg: 'probe lost', lane: laneName(lane), ...problemOf(error) }))
      .finally(() => {
        this.#rounds.delete(round);
        for (const { id } of wanted) this.#tried.delete(id);
      });
    this.#rounds.add(round);
    for (const { id } of wanted) this.#tried.add(id);
    return round;
  }

  async #tryAndRecord(lane: Lane, wanted: readonly Desired[], signal: AbortSignal): Promise<void> {
    const probed = await this.#use(lane, wanted, signal);
    if (signal.aborted) return;
    await recordProbes(this.db, lane, probed);
    if (probed.some(isWorking)) await this.bell.ringErrand('invitations');
    if (!probed.every(isWorking)) this.#tryAgainSoon(lane);
  }

  /** Most of what does not work yet does in a moment (a shared address before its people): do not wait for the sweep. */
  #tryAgainSoon(lane: Lane): void {
    setTimeout(() => void this.bell.ring('probe', [lane]), 500).unref();
  }

  #sampleOf(lane: Lane): 0 | 1 {
    const now = performance.now();
    const last = this.#sampledAt.get(laneName(lane)) ?? -sampleMilliseconds;
    if (now - last < sampleMilliseconds) return 0;
    this.#sampledAt.set(laneName(lane), now);
    return 1;
  }

  /** A server that does not answer leaves every result unknown: they are tried again with backoff. */
  async #use(lane: Lane, wanted: readonly Desired[], signal: AbortSignal): Promise<readonly Probed[]> {
    try {
      await using session = await this.sessions.open({ lane, epoch: 0n, signal });
      const results = await session.probe(wanted);
      return wanted.map(desired => ({ desired, result: results.get(desired.key) ?? unanswered }));
    } catch (error) {
      const { code, detail } = problemOf(error);
      this.#log.warn({ msg: 'probe put off', lane: laneName(lane), code, detail });
      const result: ProbeResult = { outcome: 'unknown', code, detail };
      return wanted.map(desired => ({ desired, result }));
    }
  }
}

const unanswered: ProbeResult = { outcome: 'unknown', detail: 'the probe gave no answer' };

function byMember(wanted: readonly Desired[]): readonly (readonly Desired[])[] {
  return [...Map.groupBy(wanted, ({ member }) => member).values()];
}

function isWorking({ result }: Probed): boolean {
  return result.outcome === 'ready' || result.outcome === 'full';
}
