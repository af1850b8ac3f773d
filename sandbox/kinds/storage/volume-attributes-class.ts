import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { volumeAttributesClasses } from '../../schema/resources.ts';
import type { VolumeAttributesClass } from '../../schema/types/storage-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { forbidden } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { validateParameters, validateProvisioner } from './parameters.ts';

/** Models ValidateVolumeAttributesClass in pkg/apis/storage/validation. */
function* validateClass({ driverName, parameters }: VolumeAttributesClass): Generator<FieldError> {
  yield* validateProvisioner(driverName, 'driverName');
  yield* validateParameters(parameters, false, 'parameters');
}

function* validateUnchanged(object: VolumeAttributesClass, old: VolumeAttributesClass): Generator<FieldError> {
  if (object.driverName !== old.driverName) yield forbidden('driverName', 'updates to driverName are forbidden.');
  if (!deepEqual(object.parameters, old.parameters)) yield forbidden('parameters', 'updates to parameters are forbidden.');
}

export const volumeAttributesClass = defineKind<VolumeAttributesClass>({
  type: volumeAttributesClasses,
  singular: 'volumeattributesclass',
  shortNames: ['vac'],
  returnsDeleted: true,
  validate: (object) => [...validateClass(object)],
  validateUpdate: (object, old) => [...repeatedMetadata(object), ...validateUnchanged(object, old), ...validateClass(object)],
  columns: [nameColumn, textColumn('DriverName', ({ driverName }) => driverName), ageColumn],
});
