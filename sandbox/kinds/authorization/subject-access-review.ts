import { defineKind } from '../../api/kind.ts';
import { subjectAccessReviews } from '../../schema/resources.ts';
import type { SubjectAccessReview } from '../../schema/types/authorization-v1.ts';
import { decide, subjectOf, validateEmptyMetadata, validateSubject } from './access-review.ts';

/** Asks what somebody else may do. Models pkg/registry/authorization/subjectaccessreview. */
export const subjectAccessReview = defineKind<SubjectAccessReview>({
  type: subjectAccessReviews,
  singular: 'subjectaccessreview',
  verbs: ['create'],
  validate: ({ metadata, spec }) => [...validateSubject(spec ?? {}), ...validateEmptyMetadata(metadata, undefined)],
  answer(object, context) {
    object.status = decide(object.spec, subjectOf(object.spec), context);
  },
  columns: [],
});
