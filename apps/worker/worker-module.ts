import type { Config } from '@amie/config';
import type { PasswordKey } from '@amie/database';
import { QueueModule } from '@amie/queue';
import { type DynamicModule, Module } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { EpochGuard } from './epoch-guard.js';
import { AnswerQuestions } from './jobs/answer-questions.js';
import { CheckDomainProofs } from './jobs/check-domain-proofs.js';
import { InspectLane } from './jobs/inspect-lane.js';
import { LookForSignIns } from './jobs/look-for-sign-ins.js';
import { MakeBackups } from './jobs/make-backups.js';
import { ProbeLane } from './jobs/probe-lane.js';
import { Purge } from './jobs/purge.js';
import { ReconcileLane } from './jobs/reconcile-lane.js';
import { SendInvitations } from './jobs/send-invitations.js';
import { TakeReadings } from './jobs/take-readings.js';
import { LaneLeases } from './lane-leases.js';
import { LaneSessions } from './lane-sessions.js';
import { Readings } from './readings.js';
import { Relay } from './relay.js';
import { Schedule } from './schedule.js';
import { Sweep } from './sweep.js';
import {
  CONFIG,
  DATABASE,
  DRIVERS,
  type Drivers,
  PASSWORD_KEY,
  TIMES,
  usualTimes,
  type WorkerTimes,
} from './tokens.js';

/** What a worker is made of; tests give it a database of their own and a server in memory. */
export interface WorkerParts {
  readonly config: Config;
  readonly db: DataSource;
  readonly drivers: Drivers;
  readonly passwordKey: PasswordKey;
  readonly times?: WorkerTimes;
}

const lanes = [LaneLeases, LaneSessions, EpochGuard, ReconcileLane, ProbeLane, InspectLane];
const errands = [
  Relay,
  SendInvitations,
  CheckDomainProofs,
  LookForSignIns,
  MakeBackups,
  AnswerQuestions,
  Readings,
  TakeReadings,
  Purge,
];

@Module({})
export class WorkerModule {
  static register({ config, db, drivers, passwordKey, times = usualTimes }: WorkerParts): DynamicModule {
    const parts = [
      { provide: CONFIG, useValue: config },
      { provide: DATABASE, useValue: db },
      { provide: DRIVERS, useValue: drivers },
      { provide: PASSWORD_KEY, useValue: passwordKey },
      { provide: TIMES, useValue: times },
    ];
    return {
      module: WorkerModule,
      imports: [QueueModule.register(config, 'worker', times.queue)],
      providers: [...parts, ...lanes, ...errands, Sweep, Schedule],
    };
  }
}
