import { FieldSelectorError, parseFieldSelector, type FieldRequirement } from '../../core/field-selector.ts';
import type { Attributes } from '../authorizer.ts';
import { forbidden } from '../errors.ts';
import type { ApiRequest, UserInfo } from '../request.ts';
import { StatusError } from '../status-error.ts';

/** Subresources that may be opened by a GET, and need the right to create all the same. */
const opened = new Set(['exec', 'attach', 'portforward']);
const ofMany: ReadonlySet<ApiRequest['verb']> = new Set(['list', 'watch', 'deletecollection']);

/** What a request wants to do. Models k8s.io/apiserver/pkg/endpoints/request.RequestInfo. */
export function attributesOf(request: ApiRequest): Attributes {
  const { verb, group, resource, subresource, user, options } = request;
  const fields = ofMany.has(verb) ? fieldsIn(options?.fieldSelector) : undefined;
  const name = request.name ?? fields?.find(({ field, isEqual }) => field === 'metadata.name' && isEqual)?.value;
  // A request for a namespace itself counts as one within it.
  const namespace = request.namespace ?? (group === '' && resource === 'namespaces' ? request.name : undefined);
  const asked = verb === 'get' && opened.has(subresource ?? '') ? 'create' : verb;
  return { user, verb: asked, group, resource, subresource, namespace, name, fields };
}

/** None where they cannot be read: the request will be refused for that. */
function fieldsIn(selector: string | undefined): readonly FieldRequirement[] | undefined {
  if (selector === undefined) return undefined;
  try {
    return parseFieldSelector(selector);
  } catch (error) {
    if (error instanceof FieldSelectorError) return undefined;
    throw error;
  }
}

const methods: { readonly [method: string]: string } = {
  POST: 'post',
  PUT: 'put',
  PATCH: 'patch',
  DELETE: 'delete',
  HEAD: 'head',
};

export function pathAttributes(user: UserInfo, path: string, method = 'GET'): Attributes {
  return { user, verb: methods[method] ?? 'get', path: path.split('?')[0] ?? path };
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const quoted = (text: string | undefined): string => JSON.stringify(text ?? '');

/** The answer to somebody who may not. Models k8s.io/apiserver/pkg/endpoints/handlers/responsewriters.ForbiddenStatusError. */
export function denied(attributes: Attributes, reason: string): StatusError {
  const { user, verb, group = '', resource = '', subresource = '', namespace = '', name = '', path } = attributes;
  const what = `User ${quoted(user.username)} cannot ${verb}`;
  const tail = reason === '' ? '' : `: ${reason}`;
  if (path !== undefined) {
    const message = `forbidden: ${escaped(`${what} path ${quoted(path)}`)}${tail}`;
    return new StatusError({ code: 403, reason: 'Forbidden', message, details: {} });
  }
  const full = subresource === '' ? resource : `${resource}/${subresource}`;
  const place = namespace === '' ? 'at the cluster scope' : `in the namespace ${quoted(namespace)}`;
  const why = escaped(`${what} resource ${quoted(full)} in API group ${quoted(group)} ${place}`) + tail;
  return forbidden({ type: { group, resource, kind: '' } }, name, why);
}
