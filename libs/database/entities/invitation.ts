import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A link sent to a person's own address; the token itself is in the mail alone. */
@Entity('invitation')
export class Invitation {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'person_id' }) personId: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('bytea', { name: 'token_hash', nullable: true }) tokenHash: Buffer | null;
  /** Of links whose mail may have left before its sender died. */
  @Column('bytea', { name: 'earlier_hashes', array: true }) earlierHashes: Buffer[];
  @Column('text') state: 'due' | 'sent' | 'used' | 'replaced';
  @Column('integer') attempts: number;
  @Column('timestamptz', { name: 'next_attempt_at' }) nextAttemptAt: Date;
  @Column('jsonb', { nullable: true }) problem: Record<string, unknown> | null;
  @Column('timestamptz', { name: 'sent_at', nullable: true }) sentAt: Date | null;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt: Date | null;
  @Column('timestamptz', { name: 'used_at', nullable: true }) usedAt: Date | null;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
