import { defineKind } from '../../api/kind.ts';
import { selfSubjectAccessReviews } from '../../schema/resources.ts';
import type { SelfSubjectAccessReview } from '../../schema/types/authorization-v1.ts';
import { decide, validateEmptyMetadata, validateSelf } from './access-review.ts';

/** Asks what one may do oneself: `kubectl auth can-i`. Models pkg/registry/authorization/selfsubjectaccessreview. */
export const selfSubjectAccessReview = defineKind<SelfSubjectAccessReview>({
  type: selfSubjectAccessReviews,
  singular: 'selfsubjectaccessreview',
  verbs: ['create'],
  validate: ({ metadata, spec }) => [...validateSelf(spec ?? {}), ...validateEmptyMetadata(metadata, undefined)],
  answer(object, context) {
    object.status = decide(object.spec, context.user, context);
  },
  columns: [],
});
