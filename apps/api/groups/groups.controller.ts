import type { GroupSpec } from '@amie/services/resources';
import { Controller } from '@nestjs/common';
import { kindRoutes } from '../resources/kind-routes.js';
import { type GroupEdit, groupEdit, groupView, type NewGroup, newGroup } from './group-schemas.js';
import { createGroup, editGroup, showGroup } from './groups.js';

@Controller('api/v1')
export class GroupsController extends kindRoutes<GroupSpec, NewGroup, GroupEdit>({
  kind: 'group',
  path: 'groups',
  word: 'group',
  says: {
    list: 'Groups of a member',
    create: 'Create a group',
    find: 'One group',
    edit: 'Change who is in a group, or its description',
    remove: 'Move a group to the bin',
  },
  newBody: newGroup,
  editBody: groupEdit,
  view: groupView,
  show: showGroup,
  nameOf: spec => spec.name,
  create: createGroup,
  edit: editGroup,
}) {}
