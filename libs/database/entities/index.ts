import { ChangeLog } from './change-log.js';
import { ClaimedName } from './claimed-name.js';
import { DomainProof } from './domain-proof.js';
import { Drift } from './drift.js';
import { Invitation } from './invitation.js';
import { LaneRow } from './lane-row.js';
import { Member } from './member.js';
import { PeopleImport } from './people-import.js';
import { Person } from './person.js';
import { Placement } from './placement.js';
import { ResourceRow } from './resource-row.js';
import { SharedServer } from './shared-server.js';
import { TaskResource, TaskRow } from './task-row.js';

export { ChangeLog, ClaimedName, DomainProof, Drift, Invitation, LaneRow, Member, PeopleImport, Person, Placement };
export { ResourceRow, SharedServer, TaskResource, TaskRow };

/** Every table read through a repository; writes that matter go through the functions of this library. */
export const entities = [
  ChangeLog,
  ClaimedName,
  DomainProof,
  Drift,
  Invitation,
  LaneRow,
  Member,
  PeopleImport,
  Person,
  Placement,
  ResourceRow,
  SharedServer,
  TaskResource,
  TaskRow,
];
