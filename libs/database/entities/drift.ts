import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A difference nobody asked for, or a thing no resource claims; open until resolved. */
@Entity('drift')
export class Drift {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') service: string;
  @Column('uuid', { name: 'server_id' }) serverId: string;
  @Column('uuid', { name: 'member_id', nullable: true }) memberId: string | null;
  @Column('uuid', { name: 'resource_id', nullable: true }) resourceId: string | null;
  @Column('text') key: string;
  @Column('text') kind: 'drift' | 'orphan';
  @Column('text', { array: true }) fields: string[];
  @Column('jsonb', { nullable: true }) found: Record<string, unknown> | null;
  @Column('jsonb', { nullable: true }) wanted: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'detected_at' }) detectedAt: Date;
  @Column('timestamptz', { name: 'seen_at' }) seenAt: Date;
  @Column('text', { nullable: true }) decision: 'adopt' | 'correct' | 'ignore' | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt: Date | null;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy: string | null;
  @Column('timestamptz', { name: 'resolved_at', nullable: true }) resolvedAt: Date | null;
}
