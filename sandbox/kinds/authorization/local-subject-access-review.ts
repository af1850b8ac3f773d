import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { localSubjectAccessReviews } from '../../schema/resources.ts';
import type { LocalSubjectAccessReview } from '../../schema/types/authorization-v1.ts';
import { invalid } from '../validation/field-errors.ts';
import { decide, shownPath, subjectOf, validateEmptyMetadata, validateSubject } from './access-review.ts';

/** Models ValidateLocalSubjectAccessReview in pkg/apis/authorization/validation. */
function* validate({ metadata, spec }: LocalSubjectAccessReview): Generator<FieldError> {
  yield* validateSubject(spec ?? {});
  yield* validateEmptyMetadata(metadata, 'namespace');
  const { resourceAttributes, nonResourceAttributes } = spec ?? {};
  const namespace = resourceAttributes?.namespace ?? '';
  if (resourceAttributes !== undefined && namespace !== (metadata.namespace ?? '')) {
    yield invalid('spec.resourceAttributes.namespace', namespace, 'must match metadata.namespace');
  }
  if (nonResourceAttributes !== undefined) {
    yield invalid('spec.nonResourceAttributes', shownPath(nonResourceAttributes), 'disallowed on this kind of request');
  }
}

/** Asks what somebody may do in one namespace. Models pkg/registry/authorization/localsubjectaccessreview. */
export const localSubjectAccessReview = defineKind<LocalSubjectAccessReview>({
  type: localSubjectAccessReviews,
  singular: 'localsubjectaccessreview',
  verbs: ['create'],
  validate: (object) => [...validate(object)],
  answer(object, context) {
    object.status = decide(object.spec, subjectOf(object.spec), context);
  },
  columns: [],
});
