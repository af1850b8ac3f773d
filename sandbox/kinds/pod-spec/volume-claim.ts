import type { FieldError } from '../../api/field-error.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type { PersistentVolumeClaimSpec } from '../../schema/types/core-v1.ts';
import { forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes = ['Block', 'Filesystem'];

/** Models ValidatePersistentVolumeClaimSpec in pkg/apis/core/validation. */
export function* validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): Generator<FieldError> {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) yield required(`${path}.accessModes`, 'at least 1 access mode is required');
  yield* validateLabelSelector(spec.selector, `${path}.selector`);
  for (const mode of modes) if (!accessModes.includes(mode)) yield notSupported(`${path}.accessModes`, mode, accessModes);
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    yield forbidden(`${path}.accessModes`, 'may not use ReadWriteOncePod with other access modes');
  }
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) {
    yield required(`${path}.resources[storage]`);
  } else {
    const at = `${path}.resources[storage]`;
    const { nanos } = parseQuantity(storage);
    if (nanos < 0n) yield invalid(at, storage, 'must be greater than or equal to 0');
    if (nanos <= 0n) yield invalid(at, storage, 'must be greater than zero');
  }
  if (spec.storageClassName) yield* invalidFor(`${path}.storageClassName`, spec.storageClassName, dns1123Subdomain);
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) {
    yield notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes);
  }
  if (spec.dataSource !== undefined) yield* validateDataSource(spec.dataSource, `${path}.dataSource`);
  if (spec.dataSourceRef !== undefined) yield* validateDataSource(spec.dataSourceRef, `${path}.dataSourceRef`);
}

interface DataSource {
  readonly apiGroup?: string;
  readonly kind?: string;
  readonly name?: string;
}

function* validateDataSource({ apiGroup, kind, name }: DataSource, path: string): Generator<FieldError> {
  if (!name) yield required(`${path}.name`);
  if (!kind) yield required(`${path}.kind`);
  if (!apiGroup && kind !== 'PersistentVolumeClaim') {
    yield invalid(path, kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
  }
  if (apiGroup) yield* invalidFor(`${path}.apiGroup`, apiGroup, dns1123Subdomain);
}
