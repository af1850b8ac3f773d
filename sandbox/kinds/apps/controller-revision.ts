import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual, isObject } from '../../core/json.ts';
import { controllerRevisions } from '../../schema/resources.ts';
import type { ControllerRevision } from '../../schema/types/apps-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { immutableText, invalid, nonNegative, required } from '../validation/field-errors.ts';

/** Models ValidateControllerRevisionCreate in pkg/apis/apps/validation. */
function* validateNew({ revision, data }: ControllerRevision): Generator<FieldError> {
  yield* nonNegative('revision', revision);
  const given: unknown = data;
  if (given === undefined || given === null) yield required('data', 'data is mandatory');
  else if (!isObject(given)) yield required('data', 'data must be a valid JSON object');
}

/** The kind and name of the controller, as kubectl names it: `statefulset.apps/db`. */
function controllerText({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (owner === undefined) return '<none>';
  const group = owner.apiVersion.includes('/') ? `.${owner.apiVersion.split('/')[0] ?? ''}` : '';
  return `${owner.kind.toLowerCase()}${group}/${owner.name}`;
}

export const controllerRevision = defineKind<ControllerRevision>({
  type: controllerRevisions,
  singular: 'controllerrevision',
  default(object) {
    object.revision ??= 0;
  },
  validate: (object) => [...validateNew(object)],
  validateUpdate(object, old) {
    const errors = [...nonNegative('revision', object.revision)];
    if (!deepEqual(object.data, old.data)) errors.push(invalid('data', object.data, immutableText));
    return errors;
  },
  columns: [
    nameColumn,
    textColumn('Controller', controllerText),
    textColumn('Revision', ({ revision }) => revision ?? 0),
    ageColumn,
  ],
});
