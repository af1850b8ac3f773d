import { defineKind } from '../../api/kind.ts';
import { leases } from '../../schema/resources.ts';
import type { Lease, LeaseSpec } from '../../schema/types/coordination-v1.ts';
import type { FieldError } from '../../api/field-error.ts';
import { qualifiedName } from '../../core/names.ts';
import { forbidden, invalid, nonNegative, notSupported } from '../validation/field-errors.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';

/** Models ValidateLeaseSpec in pkg/apis/coordination/validation. */
function* validateSpec({ leaseDurationSeconds, leaseTransitions, strategy, preferredHolder }: LeaseSpec): Generator<FieldError> {
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    yield invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0');
  }
  yield* nonNegative('spec.leaseTransitions', leaseTransitions);
  if (strategy !== undefined && strategy !== 'OldestEmulationVersion') {
    if (!strategy.includes('/')) yield notSupported('spec.strategy', strategy, ['OldestEmulationVersion']);
    else for (const text of qualifiedName(strategy)) yield invalid('spec.strategy', strategy, text);
  }
  if (preferredHolder && !strategy) yield forbidden('spec.preferredHolder', 'may only be specified if `strategy` is defined');
}

export const lease = defineKind<Lease>({
  type: leases,
  singular: 'lease',
  needsResourceVersion: true,
  createsOnUpdate: true,
  default(object) {
    object.spec ??= {};
  },
  validate: ({ spec }) => [...validateSpec(spec ?? {})],
  columns: [nameColumn, textColumn('Holder', ({ spec }) => spec?.holderIdentity ?? ''), ageColumn],
});
