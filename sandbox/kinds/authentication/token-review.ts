import { defineKind } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import { tokenReviews } from '../../schema/resources.ts';
import type { TokenReview } from '../../schema/types/authentication-v1.ts';

/**
 * Asks whose token it is. The simulated server signs no tokens that could be shown to it, and so takes every one for wrong, as a
 * real one does with those that it did not sign. Models pkg/registry/authentication/tokenreview.
 */
export const tokenReview = defineKind<TokenReview>({
  type: tokenReviews,
  singular: 'tokenreview',
  verbs: ['create'],
  answer(object) {
    if (!object.spec?.token) {
      const message = 'token is required for TokenReview in authentication';
      throw new StatusError({ code: 400, reason: 'BadRequest', message });
    }
    object.status = { user: {}, error: 'invalid bearer token' };
  },
  columns: [],
});
