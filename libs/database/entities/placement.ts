import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which server carries a service for a member, when there is more than one to choose from. */
@Entity('placement')
export class Placement {
  @PrimaryColumn('uuid', { name: 'member_id' }) memberId: string;
  @PrimaryColumn('text') service: string;
  @Column('uuid', { name: 'server_id' }) serverId: string;
}
