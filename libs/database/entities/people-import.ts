import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

/** A checked table of people, kept until approved. */
@Entity('people_import')
export class PeopleImport {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('uuid', { name: 'member_id' }) memberId: string;
  @Column('bytea', { name: 'file_sha256' }) fileSha256: Buffer;
  @Column('jsonb') rows: unknown;
  @Column('jsonb') bad: unknown;
  @Column('jsonb') plan: unknown;
  @Column('text', { name: 'asked_by' }) askedBy: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
  @Column('timestamptz', { name: 'approved_at', nullable: true }) approvedAt: Date | null;
  @Column('uuid', { name: 'task_id', nullable: true }) taskId: string | null;
}
