import { defineKind } from '../../api/kind.ts';
import { describeServiceAccount } from '../describing/configuration.ts';
import { serviceAccounts } from '../../schema/resources.ts';
import type { ServiceAccount } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { tokenRequest } from './token-request.ts';

export const serviceAccount = defineKind<ServiceAccount>({
  type: serviceAccounts,
  singular: 'serviceaccount',
  returnsDeleted: true,
  shortNames: ['sa'],
  actions: { token: tokenRequest },
  describe: describeServiceAccount,
  columns: [nameColumn, ageColumn],
});
