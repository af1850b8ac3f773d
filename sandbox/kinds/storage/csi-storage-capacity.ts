import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import { csiStorageCapacities } from '../../schema/resources.ts';
import type { CSIStorageCapacity } from '../../schema/types/storage-v1.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { immutableText, invalid, invalidFor } from '../validation/field-errors.ts';
import { shownSelector, validateLabelSelector } from '../validation/labels.ts';

/** Models ValidateCSIStorageCapacity in pkg/apis/storage/validation. */
function* validateCapacity({ nodeTopology, storageClassName, capacity }: CSIStorageCapacity): Generator<FieldError> {
  yield* validateLabelSelector(nodeTopology, 'nodeTopology');
  yield* invalidFor('storageClassName', storageClassName ?? '', dns1123Subdomain);
  if (capacity !== undefined && parseQuantity(capacity).nanos < 0n) {
    yield invalid('capacity', capacity, 'must be greater than or equal to 0');
  }
}

function* validateUnchanged(object: CSIStorageCapacity, old: CSIStorageCapacity): Generator<FieldError> {
  if (!deepEqual(object.nodeTopology, old.nodeTopology)) {
    yield invalid('nodeTopology', shownSelector(object.nodeTopology), immutableText);
  }
  if (object.storageClassName !== old.storageClassName) {
    yield invalid('storageClassName', object.storageClassName, immutableText);
  }
}

export const csiStorageCapacity = defineKind<CSIStorageCapacity>({
  type: csiStorageCapacities,
  singular: 'csistoragecapacity',
  needsResourceVersion: true,
  validate: (object) => [...validateCapacity(object)],
  validateUpdate: (object, old) => [...validateCapacity(object), ...validateUnchanged(object, old)],
  columns: [nameColumn, createdAtColumn],
});
