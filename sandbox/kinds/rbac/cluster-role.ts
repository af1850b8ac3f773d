import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { clusterRoles } from '../../schema/resources.ts';
import type { ClusterRole } from '../../schema/types/rbac-v1.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { each, invalid, required } from '../validation/field-errors.ts';
import { isUsableSelector, validateLabelSelector } from '../validation/labels.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { describeRole } from './describe.ts';
import { validateRules } from './rules.ts';

/** Models ValidateClusterRole in pkg/apis/rbac/validation. */
function* validateClusterRole({ rules, aggregationRule }: ClusterRole): Generator<FieldError> {
  yield* validateRules(rules, false);
  if (aggregationRule === undefined) return;
  const path = 'aggregationRule.clusterRoleSelectors';
  const selectors = aggregationRule.clusterRoleSelectors ?? [];
  if (selectors.length === 0) yield required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil');
  for (const [selector, at] of each(selectors, path)) {
    yield* validateLabelSelector(selector, at);
    if (!isUsableSelector(selector)) yield invalid(at, undefined, 'invalid label selector.');
  }
}

export const clusterRole = defineKind<ClusterRole>({
  type: clusterRoles,
  singular: 'clusterrole',
  nameRule: 'pathSegment',
  createsOnUpdate: true,
  validate: (object) => [...validateClusterRole(object)],
  validateUpdate: (object) => [...validateClusterRole(object), ...repeatedMetadata(object)],
  describe: describeRole,
  columns: [nameColumn, createdAtColumn],
});
