import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exact } from './exact.js';

/** One service on one server: its lease, its backoff, whether it is stopped and when it was looked at. */
@Entity('lane')
export class LaneRow {
  @PrimaryColumn('text') service: string;
  @PrimaryColumn('uuid', { name: 'server_id' }) serverId: string;
  @Column('bigint', { transformer: exact }) epoch: bigint;
  @Column('text', { name: 'lease_owner', nullable: true }) leaseOwner: string | null;
  @Column('timestamptz', { name: 'lease_until', nullable: true }) leaseUntil: Date | null;
  @Column('timestamptz', { name: 'next_run_at' }) nextRunAt: Date;
  @Column('integer') failures: number;
  @Column('jsonb', { name: 'last_problem', nullable: true }) lastProblem: Record<string, unknown> | null;
  @Column('text', { name: 'stopped_reason', nullable: true }) stoppedReason: string | null;
  @Column('jsonb', { name: 'stopped_detail', nullable: true }) stoppedDetail: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'stopped_at', nullable: true }) stoppedAt: Date | null;
  @Column('timestamptz', { name: 'inspected_at', nullable: true }) inspectedAt: Date | null;
  @Column('timestamptz', { name: 'inspection_due_at' }) inspectionDueAt: Date;
  @Column('timestamptz', { name: 'last_run_at', nullable: true }) lastRunAt: Date | null;
}
