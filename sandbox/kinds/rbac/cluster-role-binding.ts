import { defineKind } from '../../api/kind.ts';
import { clusterRoleBindings } from '../../schema/resources.ts';
import type { ClusterRoleBinding } from '../../schema/types/rbac-v1.ts';
import { bindingParts } from './bindings.ts';

export const clusterRoleBinding = defineKind<ClusterRoleBinding>({
  type: clusterRoleBindings,
  singular: 'clusterrolebinding',
  ...bindingParts(false),
});
