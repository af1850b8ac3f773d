import { defineKind } from '../../api/kind.ts';
import { serviceAccounts } from '../../schema/resources.ts';
import type { ServiceAccount } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn } from '../columns.ts';

export const serviceAccount = defineKind<ServiceAccount>({
  type: serviceAccounts,
  singular: 'serviceaccount',
  returnsDeleted: true,
  shortNames: ['sa'],
  columns: [nameColumn, ageColumn],
});
