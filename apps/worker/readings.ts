import {
  type DueReading,
  dueReadings,
  failRun,
  keepMeters,
  keepMonth,
  type MeterRun,
  type NightOutcome,
  recordAbsent,
  recordRun,
  startRun,
  whileReadingAlone,
  withScope,
} from '@amie/database';
import { type Lane, laneName, type Measurement, problemOf, type ServiceName } from '@amie/reconcile';
import { meters } from '@amie/services/resources';
import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { LaneSessions } from './lane-sessions.js';
import { DATABASE } from './tokens.js';

/** Each holds a connection of the database for as long as it takes. */
const serversAtOnce = 3;
/** A server that takes longer to tell its meters is given up until the next try. */
const deadlineMs = 2_000_000;

interface Due extends DueReading {
  readonly service: ServiceName;
}

type Tally = { -readonly [Name in keyof NightOutcome]: NightOutcome[Name] };

/**
 * Reads the meters of every server that is due, one reading of a server at a time and all servers beside each other. What
 * is due the database says, before and after; a kill anywhere leaves it due. Only reads there, so it needs no lease.
 */
@Injectable()
export class Readings implements OnModuleDestroy {
  readonly #log = new Logger('readings');
  readonly #rounds = new Set<Promise<unknown>>();
  #hasMeters = false;

  constructor(
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly sessions: LaneSessions,
  ) {}

  /** Takes what is due and resolves when it is done; what another process is reading is left to it. */
  async take(signal: AbortSignal, isAskedFor: boolean): Promise<NightOutcome> {
    await this.#keepMeters();
    const tally: Tally = { read: 0, amounts: 0, absent: 0, failures: [] };
    const waiting = [...bySource(await this.#due(isAskedFor))];
    const takeOn = async (): Promise<void> => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift())
        await this.#takeSource(lane, signal, isAskedFor, tally);
    };
    const round = Promise.all(Array.from({ length: serversAtOnce }, takeOn));
    this.#rounds.add(round);
    try {
      await round;
    } finally {
      this.#rounds.delete(round);
    }
    return tally;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.#rounds);
  }

  #due(isAskedFor: boolean): Promise<Due[]> {
    return withScope(this.db, 'all', em => dueReadings(em, { isAskedFor })) as Promise<Due[]>;
  }

  async #takeSource(lane: Lane, signal: AbortSignal, isAskedFor: boolean, tally: Tally): Promise<void> {
    const months = new Set<string>();
    const isOurs = await whileReadingAlone(this.db, lane, async () => {
      try {
        // Asked again now that nobody else is at it: it may have been done meanwhile.
        for (const due of (await this.#due(isAskedFor)).filter(one => laneName(one) === laneName(lane)))
          if (!signal.aborted) await this.#takeOne(due, signal, tally, months);
      } catch (error) {
        this.#fail(lane, error, tally);
      }
    });
    if (!isOurs) this.#log.log({ msg: 'read elsewhere', lane: laneName(lane) });
    for (const month of months) await this.#fold(month, lane);
  }

  /** What is shown of an open month; it can be made again at any time, so its failure is nobody's. */
  async #fold(month: string, lane: Lane): Promise<void> {
    try {
      await withScope(this.db, 'all', em => keepMonth(em, month));
    } catch (error) {
      this.#log.warn({ msg: 'month not folded', month, lane: laneName(lane), ...problemOf(error) });
    }
  }

  async #takeOne(due: Due, signal: AbortSignal, tally: Tally, months: Set<string>): Promise<void> {
    if (due.isOver) {
      await withScope(this.db, 'all', em => recordAbsent(em, due, 'its day went by'));
      tally.absent += 1;
    } else {
      const amounts = await this.#read(due, signal, tally);
      if (amounts === undefined) return;
      tally.read += 1;
      tally.amounts += amounts;
    }
    months.add(due.usageDay.slice(0, 7));
  }

  /** Amounts that were read; undefined when it failed, and is due again later. */
  async #read(due: Due, signal: AbortSignal, tally: Tally): Promise<number | undefined> {
    const runId = await withScope(this.db, 'all', em => startRun(em, due));
    try {
      const measured = await this.#measure(due, signal);
      await withScope(this.db, 'all', em => recordRun(em, runOf(due, runId, measured), rowsOf(due, measured)));
      return measured.readings.length;
    } catch (error) {
      // The worker stops: that says nothing about the server.
      if (signal.aborted) return undefined;
      const { code, detail } = problemOf(error);
      await withScope(this.db, 'all', em => failRun(em, runId, `${code}: ${detail}`));
      this.#fail(due, error, tally);
      return undefined;
    }
  }

  async #measure(due: Due, signal: AbortSignal): Promise<Measurement> {
    const lane = { service: due.service, serverId: due.serverId };
    const either = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    await using session = await this.sessions.open({ lane, epoch: 0n, signal: either });
    return await session.measure();
  }

  #fail(lane: Lane, error: unknown, tally: Tally): void {
    const { code, detail } = problemOf(error);
    const { service, serverId } = lane;
    tally.failures = [...tally.failures, { service, serverId, code }];
    this.#log.warn({ msg: 'not read', lane: laneName(lane), code, detail });
  }

  async #keepMeters(): Promise<void> {
    if (this.#hasMeters) return;
    await withScope(this.db, 'all', em => keepMeters(em, meters));
    this.#hasMeters = true;
  }
}

const bySource = (due: readonly Due[]): readonly Lane[] => [
  ...new Map(due.map(({ service, serverId }) => [laneName({ service, serverId }), { service, serverId }])).values(),
];

function runOf(due: Due, runId: number, measured: Measurement): MeterRun {
  const { serverId, service, usageDay, slot } = due;
  const { command, toolVersion, rawSha256, control, serverTime } = measured;
  return { serverId, service, usageDay, slot, runId, command, toolVersion, rawSha256, control, serverTime };
}

/** A sample at a secret time is for what can be emptied before the night; dated logs keep every day anyway. */
const rowsOf = ({ slot }: Due, { readings }: Measurement) =>
  slot === 0 ? readings : readings.filter(({ day }) => day === undefined);
