import type { FieldError } from '../../api/field-error.ts';
import type { AnswerContext, Attributes } from '../../api/kind.ts';
import type { UserInfo } from '../../api/request.ts';
import type { Draft } from '../../core/json.ts';
import type {
  NonResourceAttributes,
  ResourceAttributes,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '../../schema/types/authorization-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { invalid } from '../validation/field-errors.ts';
import { fieldsOf, selectorProblems, validateSelectors } from './selectors.ts';

interface Asked {
  readonly resourceAttributes?: ResourceAttributes;
  readonly nonResourceAttributes?: NonResourceAttributes;
}

/** The server shows its own type here, with its own field names. */
export const shownPath = ({ path = '', verb = '' }: NonResourceAttributes): object => ({ Path: path, Verb: verb });

/** Asks for one thing, either a resource or a path. */
function* validateAsked({ resourceAttributes, nonResourceAttributes }: Asked): Generator<FieldError> {
  if (resourceAttributes !== undefined && nonResourceAttributes !== undefined) {
    const detail = 'cannot be specified in combination with resourceAttributes';
    yield invalid('spec.nonResourceAttributes', shownPath(nonResourceAttributes), detail);
  }
  if (resourceAttributes === undefined && nonResourceAttributes === undefined) {
    const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    yield invalid('spec.resourceAttributes', null, detail);
  }
}

/** Models ValidateSelfSubjectAccessReviewSpec in pkg/apis/authorization/validation. */
export function* validateSelf(spec: Asked): Generator<FieldError> {
  yield* validateAsked(spec);
  yield* validateSelectors(spec.resourceAttributes);
}

/** Models ValidateSubjectAccessReviewSpec. */
export function* validateSubject(spec: SubjectAccessReviewSpec): Generator<FieldError> {
  yield* validateAsked(spec);
  if (!spec.user && (spec.groups ?? []).length === 0) {
    yield invalid('spec.user', spec.user ?? '', 'at least one of user or group must be specified');
  }
  yield* validateSelectors(spec.resourceAttributes);
}

/** A question has no name and nothing else that objects have. */
export function* validateEmptyMetadata(metadata: ObjectMeta, except: 'namespace' | undefined): Generator<FieldError> {
  const fields = Object.entries(metadata).filter(([, value]) => value !== undefined && value !== '');
  if (fields.every(([field]) => field === 'managedFields' || field === except)) return;
  yield invalid(
    'metadata',
    Object.fromEntries(fields),
    except === undefined ? 'must be empty' : `must be empty except for ${except}`,
  );
}

/** Whether the user may, in the form of a status. */
export function decide(asked: Asked, user: UserInfo, { authorizer }: AnswerContext): Draft<SubjectAccessReviewStatus> {
  const { allowed, reason } = authorizer.authorize(attributesOf(asked, user));
  const evaluationError = asked.resourceAttributes === undefined ? '' : selectorProblems(asked.resourceAttributes);
  return { allowed, ...(reason === '' ? {} : { reason }), ...(evaluationError === '' ? {} : { evaluationError }) };
}

function attributesOf({ resourceAttributes, nonResourceAttributes }: Asked, user: UserInfo): Attributes {
  if (resourceAttributes === undefined) {
    return { user, verb: nonResourceAttributes?.verb ?? '', path: nonResourceAttributes?.path ?? '' };
  }
  const { verb = '', group, resource, subresource, namespace, name } = resourceAttributes;
  return { user, verb, group: group ?? '', resource, subresource, namespace, name, fields: fieldsOf(resourceAttributes) };
}

/** The user that a question is about. */
export const subjectOf = ({ user = '', groups = [], uid, extra }: SubjectAccessReviewSpec): UserInfo => ({
  username: user,
  groups,
  ...(uid ? { uid } : {}),
  ...(extra === undefined ? {} : { extra }),
});
