import { defineKind } from '../../api/kind.ts';
import { roleBindings } from '../../schema/resources.ts';
import type { RoleBinding } from '../../schema/types/rbac-v1.ts';
import { bindingParts } from './bindings.ts';

export const roleBinding = defineKind<RoleBinding>({
  type: roleBindings,
  singular: 'rolebinding',
  ...bindingParts(true),
});
