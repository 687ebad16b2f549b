import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How a domain is shown to be its member's: a DNS record, or a technician's word. */
@Entity('domain_proof')
export class DomainProof {
  @PrimaryColumn('uuid', { name: 'resource_id' }) resourceId: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('text') domain: string;
  @Column('text') token: string;
  @Column('text') state: 'waiting' | 'proved' | 'approved';
  @Column('timestamptz', { name: 'checked_at', nullable: true }) checkedAt: Date | null;
  @Column('timestamptz', { name: 'next_check_at' }) nextCheckAt: Date;
  @Column('jsonb', { nullable: true }) problem: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt: Date | null;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy: string | null;
}
