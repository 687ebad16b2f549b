import type { SharedAddressSpec } from '@amie/services/resources';
import { Controller } from '@nestjs/common';
import { kindRoutes } from '../resources/kind-routes.js';
import {
  type NewSharedAddress,
  newSharedAddress,
  type SharedAddressEdit,
  sharedAddressEdit,
  sharedAddressView,
} from './shared-address-schemas.js';
import { createSharedAddress, editSharedAddress, showSharedAddress } from './shared-addresses.js';

@Controller('api/v1')
export class SharedAddressesController extends kindRoutes<SharedAddressSpec, NewSharedAddress, SharedAddressEdit>({
  kind: 'shared-address',
  path: 'shared-addresses',
  word: 'sharedAddress',
  says: {
    list: 'Shared addresses of a member',
    create: 'Create a shared address',
    find: 'One shared address',
    edit: 'Change whom a shared address reaches',
    remove: 'Move a shared address to the bin',
  },
  newBody: newSharedAddress,
  editBody: sharedAddressEdit,
  view: sharedAddressView,
  show: showSharedAddress,
  nameOf: spec => spec.address,
  create: createSharedAddress,
  edit: editSharedAddress,
}) {}
