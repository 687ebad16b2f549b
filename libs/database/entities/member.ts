import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exact } from './exact.js';

/** A member organisation of the association. */
@Entity('member')
export class Member {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') slug: string;
  @Column('text') name: string;
  @Column('text') language: 'fr' | 'en';
  /** KiB for all its mailboxes together; stored and shown. */
  @Column('bigint', { name: 'storage_limit_kib', nullable: true, transformer: exact }) storageLimitKib: bigint | null;
  @Column('bigint', { transformer: exact }) version: bigint;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt: Date | null;
}
