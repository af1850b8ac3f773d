import { defineKind } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import { draftOf } from '../../core/json.ts';
import { selfSubjectRulesReviews } from '../../schema/resources.ts';
import type { SelfSubjectRulesReview } from '../../schema/types/authorization-v1.ts';

/** Lists what one may do oneself: `kubectl auth can-i --list`. Models pkg/registry/authorization/selfsubjectrulesreview. */
export const selfSubjectRulesReview = defineKind<SelfSubjectRulesReview>({
  type: selfSubjectRulesReviews,
  singular: 'selfsubjectrulesreview',
  verbs: ['create'],
  answer(object, { user, authorizer }) {
    const namespace = object.spec?.namespace ?? '';
    if (namespace === '') throw new StatusError({ code: 400, reason: 'BadRequest', message: 'no namespace on request' });
    const rules = authorizer.rulesFor(user, namespace);
    // The answer is an object of its own: nothing of the question is in it.
    object.metadata = {} as typeof object.metadata;
    object.spec = {};
    object.status = {
      resourceRules: rules
        .filter(({ resources }) => (resources ?? []).length > 0)
        .map(({ verbs, apiGroups, resources, resourceNames }) =>
          draftOf({
            verbs,
            apiGroups: apiGroups ?? [],
            resources: resources ?? [],
            ...((resourceNames ?? []).length === 0 ? {} : { resourceNames: resourceNames ?? [] }),
          }),
        ),
      nonResourceRules: rules
        .filter(({ nonResourceURLs }) => (nonResourceURLs ?? []).length > 0)
        .map(({ verbs, nonResourceURLs }) => draftOf({ verbs, nonResourceURLs: nonResourceURLs ?? [] })),
      incomplete: false,
    };
  },
  columns: [],
});
