import { defineKind } from '../../api/kind.ts';
import { StatusError } from '../../api/status-error.ts';
import { draftOf } from '../../core/json.ts';
import { tokenReviews } from '../../schema/resources.ts';
import type { TokenReview } from '../../schema/types/authentication-v1.ts';

/** Asks whose token it is. Models pkg/registry/authentication/tokenreview. */
export const tokenReview = defineKind<TokenReview>({
  type: tokenReviews,
  singular: 'tokenreview',
  verbs: ['create'],
  answer(object, { authenticate }) {
    if (!object.spec?.token) {
      const message = 'token is required for TokenReview in authentication';
      throw new StatusError({ code: 400, reason: 'BadRequest', message });
    }
    const { token, audiences = [] } = object.spec;
    const found = authenticate(token, audiences.length > 0 ? audiences : undefined);
    if (found.user === undefined) {
      object.status = { user: {}, error: found.error };
      return;
    }
    const { username, uid, groups, extra = {} } = found.user;
    object.status = {
      authenticated: true,
      user: {
        username,
        ...(uid === undefined ? {} : { uid }),
        groups: [...groups],
        ...(Object.keys(extra).length === 0 ? {} : { extra: draftOf(extra) }),
      },
      audiences: [...found.audiences],
    };
  },
  columns: [],
});
