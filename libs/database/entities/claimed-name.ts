import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One name that is taken, or was: a row is never deleted. */
@Entity('claimed_name')
export class ClaimedName {
  @PrimaryColumn('text') kind: string;
  @PrimaryColumn('text') name: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('uuid', { name: 'resource_id', nullable: true }) resourceId: string | null;
  @Column('timestamptz', { name: 'claimed_at' }) claimedAt: Date;
  @Column('timestamptz', { name: 'tombstoned_at', nullable: true }) tombstonedAt: Date | null;
}
