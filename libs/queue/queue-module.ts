import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { setDefaultBackendFactory, type Queue } from 'bullmq';
import { Bell } from './bell.js';
import { findPlace, type QueueConfig, type QueueRole } from './connection.js';
import { Consumer, type ConsumerTimes, defaultTimes } from './consumer.js';
import { type JobPayload, queueName } from './jobs.js';
import { Runner } from './runner.js';

/** The bell for everyone; in the worker also what runs the jobs. Redis, PostgreSQL or no queue at all: same behaviour. */
@Module({})
export class QueueModule {
  static register(config: QueueConfig, role: QueueRole = 'api', times: ConsumerTimes = defaultTimes): DynamicModule {
    const isWorker = role === 'worker';
    return {
      module: QueueModule,
      global: true,
      imports: [...queueOf(config, role), ...(isWorker ? [DiscoveryModule] : [])],
      providers: [bell(config, role), ...(isWorker ? [Runner, consumer(config, times)] : [])],
      exports: [Bell],
    };
  }
}

function queueOf(config: QueueConfig, role: QueueRole): DynamicModule[] {
  const place = findPlace(config, role, 'ring');
  if (!place) return [];
  const useFactory = () => {
    // @nestjs/bullmq has no option for the backend: it is chosen for the process, just before the queue is made.
    setDefaultBackendFactory(place.factory);
    return { connection: place.connection };
  };
  return [BullModule.registerQueueAsync({ name: queueName, useFactory })];
}

function bell(config: QueueConfig, role: QueueRole): Provider {
  const make = (queue?: Queue<JobPayload>, runner?: Runner) => new Bell(findPlace(config, role, 'ring'), queue, runner);
  return {
    provide: Bell,
    useFactory: make,
    inject: [
      { token: getQueueToken(queueName), optional: true },
      { token: Runner, optional: true },
    ],
  };
}

function consumer(config: QueueConfig, times: ConsumerTimes): Provider {
  return {
    provide: Consumer,
    useFactory: (discovery: DiscoveryService, scanner: MetadataScanner, runner: Runner) =>
      new Consumer(discovery, scanner, runner, findPlace(config, 'worker', 'work'), times),
    inject: [DiscoveryService, MetadataScanner, Runner],
  };
}
