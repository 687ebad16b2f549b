import { Column, Entity, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import { exact } from './exact.js';

/** What one request asked for. */
@Entity('task')
export class TaskRow {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId: string | null;
  @Column('text') kind: string;
  @Column('jsonb') params: Record<string, unknown>;
  @Column('text') state: 'planned' | 'running' | 'done' | 'failed' | 'cancelled';
  @Column('text', { name: 'asked_by' }) askedBy: string;
  @Column('jsonb', { nullable: true }) plan: unknown;
  @Column('uuid', { nullable: true }) undoes: string | null;
  @Column('uuid', { name: 'undone_by', nullable: true }) undoneBy: string | null;
  @Column('bigint', { name: 'last_event', transformer: exact }) lastEvent: bigint;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null;
}

/** One resource a task is about, and how far it got. */
@Entity('task_resource')
export class TaskResource {
  @PrimaryColumn('uuid', { name: 'task_id' }) taskId: string;
  @PrimaryColumn('uuid', { name: 'resource_id' }) resourceId: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('bigint', { transformer: exact }) generation: bigint;
  @Column('text') action: string;
  /** `{ spec, presence }` before the request; null for a create. */
  @Column('jsonb', { nullable: true }) before: Record<string, unknown> | null;
  @Column('text') state: 'waiting' | 'applied' | 'ready' | 'failed';
}
