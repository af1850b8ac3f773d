import { defineKind } from '../../api/kind.ts';
import { leases } from '../../schema/resources.ts';
import type { Lease } from '../../schema/types/coordination-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

export const lease = defineKind<Lease>({
  type: leases,
  singular: 'lease',
  default(object) {
    object.spec ??= {};
  },
  columns: [nameColumn, textColumn('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
});
