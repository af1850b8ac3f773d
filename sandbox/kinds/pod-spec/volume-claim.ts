import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type { PersistentVolumeClaimSpec } from '../../schema/types/core-v1.ts';
import { forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateLabelSelector } from '../validation/labels.ts';

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];
export const volumeModes = ['Block', 'Filesystem'];

/** Ways to reach a volume that are known, and one of them only alone. */
export function* validateAccessModes(modes: readonly string[] = [], path: string): Generator<FieldError> {
  for (const mode of modes) if (!accessModes.includes(mode)) yield notSupported(path, mode, accessModes);
  const known = new Set(modes.filter((mode) => accessModes.includes(mode)));
  if (known.has('ReadWriteOncePod') && known.size > 1) {
    yield forbidden(path, 'may not use ReadWriteOncePod with other access modes');
  }
}

/** Models ValidatePersistentVolumeClaimSpec in pkg/apis/core/validation. */
export function* validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): Generator<FieldError> {
  const modes = spec.accessModes ?? [];
  if (modes.length === 0) yield required(`${path}.accessModes`, 'at least 1 access mode is required');
  yield* validateLabelSelector(spec.selector, `${path}.selector`);
  yield* validateAccessModes(modes, `${path}.accessModes`);
  const storage = spec.resources?.requests?.['storage'];
  if (storage === undefined) {
    yield required(`${path}.resources[storage]`);
  } else {
    const at = `${path}.resources[storage]`;
    if (parseQuantity(storage).nanos <= 0n) yield invalid(at, storage, 'must be greater than zero');
  }
  if (spec.storageClassName) yield* invalidFor(`${path}.storageClassName`, spec.storageClassName, dns1123Subdomain);
  if (spec.volumeMode !== undefined && !volumeModes.includes(spec.volumeMode)) {
    yield notSupported(`${path}.volumeMode`, spec.volumeMode, volumeModes);
  }
  if (spec.dataSource !== undefined) yield* validateDataSource(spec.dataSource, `${path}.dataSource`);
  const { dataSource: source, dataSourceRef: ref } = spec;
  if (ref !== undefined) yield* validateDataSource(ref, `${path}.dataSourceRef`);
  if (ref?.namespace) yield* invalidFor(`${path}.dataSourceRef.namespace`, ref.namespace, dns1123Label);
  if (source !== undefined && ref !== undefined) {
    // What the server shows as the value is a path of its own, which JSON has nothing of.
    if (ref.namespace) yield invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified');
    else if (source.apiGroup !== ref.apiGroup || source.kind !== ref.kind || source.name !== ref.name)
      yield invalid(path, {}, 'must match dataSourceRef');
  }
  const attributes = spec.volumeAttributesClassName;
  if (attributes) yield* invalidFor(`${path}.volumeAttributesClassName`, attributes, dns1123Subdomain);
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
