import {
  type DueReading,
  dueReadings,
  failRun,
  keepMeters,
  type MeterRun,
  type NightOutcome,
  recordAbsent,
  recordRun,
  refreshDraft,
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

/** One go through all that is due. */
interface Round {
  readonly signal: AbortSignal;
  readonly isAskedFor: boolean;
  readonly tally: Tally;
  /** That got readings, `YYYY-MM`. */
  readonly months: Set<string>;
}

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
    const round: Round = {
      signal,
      isAskedFor,
      months: new Set(),
      tally: { read: 0, amounts: 0, absent: 0, failures: [] },
    };
    const going = this.#takeAll(round);
    this.#rounds.add(going);
    try {
      await going;
    } finally {
      this.#rounds.delete(going);
    }
    return round.tally;
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.allSettled(this.#rounds);
  }

  async #takeAll(round: Round): Promise<void> {
    const waiting = [...bySource(await this.#due(round.isAskedFor))];
    const takeOn = async (): Promise<void> => {
      for (let lane = waiting.shift(); lane; lane = waiting.shift()) await this.#takeSource(lane, round);
    };
    await Promise.all(Array.from({ length: serversAtOnce }, takeOn));
    for (const month of round.months) if (!round.signal.aborted) await this.#fold(month);
  }

  #due(isAskedFor: boolean): Promise<Due[]> {
    return withScope(this.db, 'all', em => dueReadings(em, { isAskedFor })) as Promise<Due[]>;
  }

  async #takeSource(lane: Lane, round: Round): Promise<void> {
    const isOurs = await whileReadingAlone(this.db, lane, async () => {
      try {
        // Asked again now that nobody else is at it: it may have been done meanwhile.
        for (const due of (await this.#due(round.isAskedFor)).filter(one => laneName(one) === laneName(lane)))
          if (!round.signal.aborted) await this.#takeOne(due, round);
      } catch (error) {
        this.#fail(lane, error, round);
      }
    });
    if (!isOurs) this.#log.log({ msg: 'read elsewhere', lane: laneName(lane) });
  }

  /** What is shown of an open month; it can be made again at any time, so its failure is nobody's. */
  async #fold(month: string): Promise<void> {
    try {
      await withScope(this.db, 'all', em => refreshDraft(em, month));
    } catch (error) {
      this.#log.warn({ msg: 'month not folded', month, ...problemOf(error) });
    }
  }

  async #takeOne(due: Due, round: Round): Promise<void> {
    if (!due.isOver) return this.#read(due, round);
    await withScope(this.db, 'all', em => recordAbsent(em, due, 'its day went by'));
    round.tally.absent += 1;
    round.months.add(monthOf(due.usageDay));
  }

  /** Reads and writes down; one that failed is due again later. */
  async #read(due: Due, round: Round): Promise<void> {
    const runId = await withScope(this.db, 'all', em => startRun(em, due));
    try {
      const measured = await this.#measure(due, round.signal);
      const given = rowsOf(due, measured);
      await withScope(this.db, 'all', em => recordRun(em, runOf(due, runId, measured), given));
      round.tally.read += 1;
      round.tally.amounts += given.length;
      for (const { day = due.usageDay } of given) round.months.add(monthOf(day));
    } catch (error) {
      // The worker stops: that says nothing about the server.
      if (round.signal.aborted) return;
      const { code, detail } = problemOf(error);
      await withScope(this.db, 'all', em => failRun(em, runId, `${code}: ${detail}`));
      this.#fail(due, error, round);
    }
  }

  async #measure(due: Due, signal: AbortSignal): Promise<Measurement> {
    const lane = { service: due.service, serverId: due.serverId };
    const either = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    await using session = await this.sessions.open({ lane, epoch: 0n, signal: either });
    return await session.measure();
  }

  #fail(lane: Lane, error: unknown, { tally }: Round): void {
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

const monthOf = (day: string): string => day.slice(0, 7);

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
