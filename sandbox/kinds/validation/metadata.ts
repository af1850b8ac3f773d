import type { KubeObject } from '../../api/client.ts';
import type { FieldError } from '../../api/field-error.ts';
import { validateAnnotations, validateLabels } from './labels.ts';

/** For kinds that check a changed object like a new one and so find faults of its metadata once more than others. */
export function* repeatedMetadata({ metadata }: KubeObject): Generator<FieldError> {
  yield* validateLabels(metadata.labels, 'metadata.labels');
  yield* validateAnnotations(metadata.annotations, 'metadata.annotations');
}
