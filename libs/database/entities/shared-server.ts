import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { exact } from './exact.js';

/** A shared machine that carries services. */
@Entity('server')
export class SharedServer {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') name: string;
  @Column('text') address: string;
  @Column('text', { name: 'host_key' }) hostKey: string;
  @Column('text', { array: true }) services: string[];
  @Column('jsonb') settings: Record<string, unknown>;
  @Column('bigint', { transformer: exact }) version: bigint;
  @Column('timestamptz', { name: 'created_at' }) createdAt: Date;
}
