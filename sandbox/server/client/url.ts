import type { ClientRequest } from '../../api/client.ts';
import type { RequestOptions, Verb } from '../../api/request.ts';

const methods: { readonly [verb in Verb]: string } = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

export const methodOf = ({ verb }: ClientRequest): string => methods[verb];

/** Path and query of a request: what `parseHttpRequest` reads. */
export function urlOf(request: ClientRequest): string {
  const { group, version, namespace, resource, name, subresource } = request;
  const steps = [
    ...(group === '' ? ['api'] : ['apis', group]),
    version,
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
  ].map(encodeURIComponent);
  const path = `/${[...steps, ...(subresource === undefined ? [] : [subresource])].join('/')}`;
  const query = queryOf(request);
  return query === '' ? path : `${path}?${query}`;
}

function queryOf({ verb, options = {}, includeObject }: ClientRequest): string {
  const query = new URLSearchParams();
  const { parameters = {}, dryRun, ...rest } = options satisfies RequestOptions;
  for (const [name, value] of Object.entries(rest)) if (value !== undefined) query.set(name, String(value));
  if (dryRun === true) query.set('dryRun', 'All');
  if (verb === 'watch') query.set('watch', 'true');
  if (includeObject !== undefined) query.set('includeObject', includeObject);
  for (const [name, values] of Object.entries(parameters)) for (const value of values) query.append(name, value);
  return query.toString();
}

/** The media type that an answer shall have. */
export function acceptOf({ as, verb }: ClientRequest): string {
  if (as === undefined || as === 'Object') return 'application/json';
  const kind = as === 'Table' || verb === 'get' || verb === 'watch' ? as : `${as}List`;
  return `application/json;as=${kind};v=v1;g=meta.k8s.io`;
}
