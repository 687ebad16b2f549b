import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exact } from './exact.js';

/** One provisioned thing: what it should be, what a server confirmed, and what stands in its way. */
@Entity('resource')
export class ResourceRow {
  @PrimaryColumn('uuid') id: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('uuid', { name: 'person_id', nullable: true }) personId: string | null;
  @Column('uuid', { name: 'server_id' }) serverId: string;
  @Column('text') service: string;
  @Column('text') kind: string;
  @Column('text') key: string;
  @Column('jsonb') spec: Record<string, unknown>;
  @Column('text') presence: 'present' | 'aside' | 'absent';
  @Column('bigint', { transformer: exact }) generation: bigint;
  @Column('bigint', { name: 'edited_seq', transformer: exact }) editedSeq: bigint;
  /** `{ presence, generation?, spec }` as last seen on the server; null when it was not there. */
  @Column('jsonb', { nullable: true }) observed: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'observed_at', nullable: true }) observedAt: Date | null;
  @Column('bigint', { name: 'observed_generation', transformer: exact }) observedGeneration: bigint;
  @Column('bigint', { name: 'ready_generation', transformer: exact }) readyGeneration: bigint;
  @Column('timestamptz', { name: 'ready_at', nullable: true }) readyAt: Date | null;
  @Column('jsonb', { nullable: true }) probe: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'next_probe_at' }) nextProbeAt: Date;
  @Column('boolean', { name: 'is_waiting' }) isWaiting: boolean;
  @Column('text', { name: 'held_reason', nullable: true }) heldReason: string | null;
  @Column('integer') attempts: number;
  /** PostgreSQL's `infinity` (a terminal failure: nothing retries until someone edits) reads as the number Infinity. */
  @Column('timestamptz', { name: 'next_attempt_at' }) nextAttemptAt: Date | number;
  @Column('jsonb', { nullable: true }) problem: Record<string, unknown> | null;
  @Column('bigint', { transformer: exact }) version: bigint;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt: Date | null;
  @Column('text', { name: 'deleted_by', nullable: true }) deletedBy: string | null;
  @Column('timestamptz', { name: 'purge_after', nullable: true }) purgeAfter: Date | null;
}
