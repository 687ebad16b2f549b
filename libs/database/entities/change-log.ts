import { Column, Entity, PrimaryColumn } from 'typeorm';
import { exact } from './exact.js';

/** One line of what was asked, or done on a server. */
@Entity('change_log')
export class ChangeLog {
  @PrimaryColumn('bigint', { transformer: exact }) id: bigint;
  @Column('timestamptz') at: Date;
  @Column('text') actor: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId: string | null;
  @Column('text', { nullable: true }) service: string | null;
  @Column('uuid', { name: 'server_id', nullable: true }) serverId: string | null;
  @Column('uuid', { name: 'resource_id', nullable: true }) resourceId: string | null;
  @Column('text', { nullable: true }) key: string | null;
  @Column('text') action: string;
  @Column('bigint', { nullable: true, transformer: exact }) generation: bigint | null;
  @Column('bigint', { nullable: true, transformer: exact }) epoch: bigint | null;
  @Column('text', { array: true }) fields: string[];
  @Column('text') outcome: string;
  @Column('jsonb', { nullable: true }) detail: Record<string, unknown> | null;
}
