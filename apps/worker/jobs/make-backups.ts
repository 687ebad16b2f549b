import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '@amie/config';
import {
  type BackupJob,
  hostedThings,
  openBackupJobs,
  planBackups,
  recordBackupDelayed,
  recordBackupEnded,
  recordBackupFacts,
  recordBackupLost,
  recordBackupStarted,
} from '@amie/database';
import { Bell, OnJob } from '@amie/queue';
import { type Lane, type Lease, laneName, problemOf, StaleEpochError } from '@amie/reconcile';
import { asBackupSession, type BackupSession } from '@amie/services/drivers';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { endOf, restoreAsked, thingsOf } from '../backup-order.js';
import { LaneLeases } from '../lane-leases.js';
import { LaneSessions } from '../lane-sessions.js';
import { CONFIG, DATABASE } from '../tokens.js';

/** While something runs it is asked after so often; whoever restores a mailbox is waiting for it. */
const lookMilliseconds = 1_000;
/** After that many looks the schedule's own pace is enough. */
const looks = 60;
/** A restore that could not even be started so often is given up; a run or a drill comes again by itself. */
const mostAttempts = 20;

/**
 * Starts the runs, restores and drills that are due, each on the server that hosts what it is about, and writes down how
 * they end. The work itself goes on there without us: a worker that dies leaves nothing half-done.
 */
@Injectable()
export class MakeBackups {
  readonly #log = new Logger('backups');

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(DATABASE) private readonly db: DataSource,
    private readonly leases: LaneLeases,
    private readonly sessions: LaneSessions,
    private readonly bell: Bell,
  ) {}

  @OnJob('backups')
  async make(signal: AbortSignal): Promise<void> {
    for (let look = 0; look < looks && !signal.aborted; look += 1) {
      if (!(await this.look(signal))) return;
      await pause(lookMilliseconds, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Takes every open job one step further; false when there is none to look after now. */
  async look(signal: AbortSignal): Promise<boolean> {
    await this.bell.ring('reconcile', await planBackups(this.db, this.config.timezone));
    const jobs = await openBackupJobs(this.db);
    await Promise.all(byLane(jobs).map(([lane, some]) => this.#lookAfter(lane, some, signal)));
    return jobs.length > 0;
  }

  async #lookAfter(lane: Lane, jobs: readonly BackupJob[], signal: AbortSignal): Promise<void> {
    await this.leases.hold(lane, signal, lease => this.#withSession(lease, jobs));
  }

  async #withSession(lease: Lease, jobs: readonly BackupJob[]): Promise<void> {
    await using session = await this.sessions.openToWrite(lease);
    if (!session) return;
    const backup = asBackupSession(session);
    // An effect must not outlive its session: all end before the first failure is told.
    const ends = await Promise.allSettled(jobs.map(job => this.#tend(backup, job)));
    const failure = ends.find(end => end.status === 'rejected');
    if (failure) throw failure.reason;
  }

  /** One job a step further; what goes wrong with it is its own problem, unless the lane is no longer ours. */
  async #tend(session: BackupSession, job: BackupJob): Promise<void> {
    try {
      if (job.state === 'due') await this.#start(session, job);
      else await this.#ask(session, job);
    } catch (error) {
      if (error instanceof StaleEpochError) throw error;
      await this.#delay(job, error);
    }
  }

  async #start(session: BackupSession, job: BackupJob): Promise<void> {
    const order = { job: job.id, name: job.repository };
    await session.at(job.source, async source => {
      if (job.kind === 'drill') return source.startDrill(order);
      if (job.kind === 'restore') return source.startRestore({ ...order, ...restoreAsked(job) });
      const things = thingsOf(await hostedThings(this.db, job.memberId, job.source));
      return source.startRun({ ...order, things });
    });
    await recordBackupStarted(this.db, job);
  }

  async #ask(session: BackupSession, job: BackupJob): Promise<void> {
    const [report] = await session.at(job.source, source => source.jobs([job.id]));
    if (!report || report.state === 'unknown') return recordBackupLost(this.db, job);
    const end = endOf(report);
    if (!end) return;
    // What is in the repository first: whoever sees that the run ended finds its archive.
    if (job.kind === 'run' && end.state === 'succeeded') await this.#keepFacts(session, job);
    await recordBackupEnded(this.db, job, end);
    const told = { work: job.kind, repository: job.repository, source: job.source };
    if (end.state === 'succeeded') this.#log.log({ msg: 'backup work done', ...told });
    else this.#log.error({ msg: 'backup work failed', ...told, code: end.problem.code, detail: end.problem.detail });
  }

  async #keepFacts(session: BackupSession, job: BackupJob): Promise<void> {
    const { repository, repositoryId, memberId, source: name } = job;
    const look = session.at(name, async source =>
      Promise.all([source.archives(repository), source.keys([repository])]),
    );
    // The run itself went well: after a few tries, the list is left to the next one.
    const found = await (job.attempts < 5 ? look : look.catch(() => undefined));
    if (!found) return;
    const [archives, [key]] = found;
    if (!key) return;
    const { publicKey, sealed } = key;
    await recordBackupFacts(this.db, { repositoryId, memberId, source: name }, { archives, publicKey, sealed });
  }

  async #delay(job: BackupJob, error: unknown): Promise<void> {
    const problem = problemOf(error);
    const isOver = problem.isTerminal || job.attempts + 1 >= mostAttempts;
    if (isOver && job.state === 'due') await recordBackupEnded(this.db, job, { state: 'failed', problem });
    else await recordBackupDelayed(this.db, job, problem);
    this.#log.warn({ msg: 'backup work put off', work: job.kind, source: job.source, code: problem.code });
  }
}

function byLane(jobs: readonly BackupJob[]): readonly [Lane, BackupJob[]][] {
  const lanes = new Map<string, [Lane, BackupJob[]]>();
  for (const job of jobs) {
    const entry = lanes.get(laneName(job.lane)) ?? [job.lane, []];
    entry[1].push(job);
    lanes.set(laneName(job.lane), entry);
  }
  return [...lanes.values()];
}
