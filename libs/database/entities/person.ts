import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exact } from './exact.js';

/** A human with a sign-in, of one member. The pending password is never part of a read. */
@Entity('person')
export class Person {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('text') uid: string;
  @Column('text', { name: 'given_name' }) givenName: string;
  @Column('text', { name: 'family_name' }) familyName: string;
  /** Address elsewhere, where the invitation goes. */
  @Column('text', { name: 'own_email' }) ownEmail: string;
  @Column('text') language: 'fr' | 'en';
  @Column('boolean', { name: 'is_suspended' }) isSuspended: boolean;
  @Column('timestamptz', { name: 'activated_at', nullable: true }) activatedAt: Date | null;
  @Column('timestamptz', { name: 'signed_in_at', nullable: true }) signedInAt: Date | null;
  @Column('bigint', { transformer: exact }) version: bigint;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt: Date | null;
}
