import { defineKind } from '../../api/kind.ts';
import { roles } from '../../schema/resources.ts';
import type { Role } from '../../schema/types/rbac-v1.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { describeRole } from './describe.ts';
import { validateRules } from './rules.ts';

export const role = defineKind<Role>({
  type: roles,
  singular: 'role',
  nameRule: 'pathSegment',
  createsOnUpdate: true,
  validate: ({ rules }) => [...validateRules(rules, true)],
  validateUpdate: (object) => [...validateRules(object.rules, true), ...repeatedMetadata(object)],
  describe: describeRole,
  columns: [nameColumn, createdAtColumn],
});
