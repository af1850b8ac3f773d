import { defineKind } from '../../api/kind.ts';
import { draftOf } from '../../core/json.ts';
import { formatTime } from '../../core/time-text.ts';
import { selfSubjectReviews } from '../../schema/resources.ts';
import type { SelfSubjectReview } from '../../schema/types/authentication-v1.ts';

/** Asks who one is: `kubectl auth whoami`. Models pkg/registry/authentication/selfsubjectreview. */
export const selfSubjectReview = defineKind<SelfSubjectReview>({
  type: selfSubjectReviews,
  singular: 'selfsubjectreview',
  verbs: ['create'],
  answer(object, { now, user }) {
    const { username, uid, groups, extra } = user;
    object.metadata = { creationTimestamp: formatTime(now) } as typeof object.metadata;
    object.status = {
      userInfo: {
        username,
        ...(uid === undefined ? {} : { uid }),
        groups: [...groups],
        ...(extra === undefined ? {} : { extra: draftOf(extra) }),
      },
    };
  },
  columns: [],
});
