import { isObject, type JsonObject, type JsonValue } from '../core/json.ts';
import { negotiate } from './accept.ts';
import { impersonatedUser } from './authorization/impersonation.ts';
import { badRequest, invalid, methodNotAllowed } from './errors.ts';
import type { ProxyRequest } from './proxy.ts';
import type { FieldError } from './field-error.ts';
import type { ApiRequest, RequestOptions, UserInfo, Verb } from './request.ts';

/** Who a request comes from when nobody says. */
export const kubernetesAdmin: UserInfo = {
  username: 'kubernetes-admin',
  groups: ['system:masters', 'system:authenticated'],
  extra: {
    // The fingerprint of the client certificate.
    'authentication.kubernetes.io/credential-id': ['X509SHA256=5f1d7a84db00d2fce00b31a7fc73224f5f1d7a84db00d2fce00b31a7fc73224f'],
  },
};

export interface HttpHeaders {
  readonly [name: string]: string | undefined;
}

/** A request over HTTP, taken apart: one for a resource, for a server behind a proxy, or for another path (discovery, health). */
export type HttpTarget =
  | { readonly what: 'resource'; readonly request: ApiRequest }
  | ({ readonly what: 'proxy'; /** The path up to `…/proxy`. */ readonly path: string } & ProxyRequest)
  | {
      readonly what: 'path';
      readonly path: string;
      readonly method: string;
      readonly user: UserInfo;
      readonly impersonator?: UserInfo;
    };

/** How the parts of a path under a group and version are to be read. */
interface PathParts {
  readonly group: string;
  readonly version: string;
  readonly rest: readonly string[];
}

const verbs: { readonly [method: string]: Verb } = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
};

/** Resources of namespaces themselves: what follows the name is a subresource, not a resource in it. */
const namespaceSubresources = new Set(['status', 'finalize']);

/**
 * Reads method, URL, headers (names in lower case) and body of an HTTP request. Decodes nothing but the URL. Throws StatusError
 * for a method that does not fit the URL. Models
 * k8s.io/apiserver/pkg/endpoints/request.RequestInfo.
 */
export function parseHttpRequest(
  method: string,
  url: string,
  headers: HttpHeaders,
  body: string | undefined,
  requestor: UserInfo = kubernetesAdmin,
): HttpTarget {
  const impersonated = impersonatedUser(headers);
  const who = impersonated === undefined ? { user: requestor } : { user: impersonated, impersonator: requestor };
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
  const parts = partsOf(path);
  if (parts === undefined || parts.rest.length === 0) return { what: 'path', path, method, ...who };
  const { group, version } = parts;
  // `/api/v1/watch/…` is the old way to ask for a watch.
  const isWatch = parts.rest[0] === 'watch' && parts.rest.length > 1;
  const place = placeOf(isWatch ? parts.rest.slice(1) : parts.rest);
  if (place.name !== undefined && /^proxy(\/|$)/.test(place.subresource ?? ''))
    return { what: 'proxy', ...proxied(method, url, { group, version, ...place, ...who }, headers, body) };
  const options = optionsOf(query);
  const verb = isWatch && method === 'GET' ? 'watch' : verbOf(method, place.name !== undefined, query);
  const misplaced =
    place.name === undefined ? verb === 'update' || verb === 'patch' : verb === 'create' && place.subresource === undefined;
  if (verb === undefined || misplaced) throw methodNotAllowed();
  checkWriteOptions(verb, query);
  const { as, metaVersion } = place.subresource === undefined ? negotiate(headers['accept'], place.name === undefined) : plain;
  const includeObject = as === 'Table' ? includeObjectOf(query) : undefined;
  return {
    what: 'resource',
    request: {
      verb,
      group,
      version,
      ...place,
      ...(body === undefined || body === '' ? {} : { body }),
      ...(headers['user-agent'] === undefined ? {} : { userAgent: headers['user-agent'] }),
      ...(headers['content-type'] === undefined ? {} : { contentType: headers['content-type'] }),
      ...(Object.keys(options).length === 0 ? {} : { options }),
      ...(as === 'Object' ? {} : { as }),
      ...(metaVersion === undefined ? {} : { metaVersion }),
      ...(includeObject === undefined ? {} : { includeObject }),
      ...who,
    },
  };
}

/** A request for a server behind an object: what follows `…/proxy` is that server's. */
function proxied(
  method: string,
  url: string,
  place: Omit<ApiRequest, 'verb'>,
  headers: HttpHeaders,
  body: string | undefined,
): ProxyRequest & { readonly path: string } {
  const verb = method === 'HEAD' || method === 'OPTIONS' ? 'get' : Object.hasOwn(verbs, method) ? verbs[method] : undefined;
  if (verb === undefined) throw methodNotAllowed();
  const steps = 1 + (place.group === '' ? 2 : 3) + (place.namespace === undefined ? 0 : 2) + 3;
  const end = new RegExp(`^(?:[^/?]*/){${steps - 1}}[^/?]*`).exec(url)?.[0].length ?? url.length;
  // Who asks is between the client and the API server.
  const hidden = (name: string): boolean =>
    /^(authorization|host|connection|content-length|transfer-encoding|upgrade|impersonate-.*)$/.test(name);
  const sent = Object.entries(headers).filter(([name]) => !hidden(name));
  return {
    path: url.slice(0, end),
    request: { ...place, verb, subresource: 'proxy' },
    forwarded: {
      method,
      path: url.slice(end),
      headers: Object.fromEntries(sent.map(([name, value]) => [name, value ?? ''])),
      body: body ?? '',
    },
  };
}

const plain = { as: 'Object', metaVersion: undefined } as const;

function includeObjectOf(query: URLSearchParams): ApiRequest['includeObject'] {
  const value = query.get('includeObject') ?? '';
  if (value === '') return undefined;
  if (value === 'Metadata' || value === 'Object' || value === 'None') return value;
  const shown = JSON.stringify(value);
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${shown}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

const optionKinds: { readonly [verb in Verb]?: string } = {
  create: 'CreateOptions',
  update: 'UpdateOptions',
  patch: 'PatchOptions',
  delete: 'DeleteOptions',
  deletecollection: 'DeleteOptions',
};
const MAX_MANAGER = 128;

/** Throws StatusError for options that no write may have. */
function checkWriteOptions(verb: Verb, query: URLSearchParams): void {
  const kind = optionKinds[verb];
  if (kind === undefined) return;
  const errors: FieldError[] = [];
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  if (dryRun.some((value) => value !== 'All')) {
    errors.push({ type: 'FieldValueNotSupported', field: 'dryRun', value: dryRun, detail: 'supported values: "All"' });
  }
  if ((query.get('fieldManager') ?? '').length > MAX_MANAGER) {
    errors.push({ type: 'FieldValueTooLong', field: 'fieldManager', detail: `may not be more than ${MAX_MANAGER} bytes` });
  }
  if (errors.length > 0) throw invalid({ type: { group: 'meta.k8s.io', kind } }, '', errors);
}

function verbOf(method: string, named: boolean, query: URLSearchParams): Verb | undefined {
  const verb = Object.hasOwn(verbs, method) ? verbs[method] : undefined;
  if (verb === 'get' && !named) return truth(query.get('watch')) ? 'watch' : 'list';
  return verb === 'delete' && !named ? 'deletecollection' : verb;
}

function partsOf(path: string): PathParts | undefined {
  // What is encoded counts as if it were not: a name with an encoded slash is two steps.
  const steps = decode(path)
    .replace(/^\/+|\/+$/g, '')
    .split('/');
  const [root, first, second] = steps;
  if (root === 'api' && first !== undefined) return { group: '', version: first, rest: steps.slice(2) };
  if (root === 'apis' && first !== undefined && second !== undefined)
    return { group: first, version: second, rest: steps.slice(3) };
  return undefined;
}

function decode(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

function placeOf(rest: readonly string[]): Pick<ApiRequest, 'resource' | 'name' | 'namespace' | 'subresource'> {
  const [first = '', second, third] = rest;
  const inNamespace = first === 'namespaces' && third !== undefined && !namespaceSubresources.has(third);
  const [resource = '', name, ...more] = inNamespace ? rest.slice(2) : rest;
  const subresource = more.join('/');
  return {
    resource,
    ...(inNamespace && second !== undefined ? { namespace: second } : {}),
    ...(name === undefined ? {} : { name }),
    ...(subresource === '' ? {} : { subresource }),
  };
}

/** A boolean of a URL: anything but nothing, `0` and `false` is true. */
const truth = (text: string | null): boolean => text !== null && text !== '0' && text.toLowerCase() !== 'false';

const texts = [
  'fieldManager',
  'labelSelector',
  'fieldSelector',
  'continue',
  'resourceVersion',
  'resourceVersionMatch',
  'propagationPolicy',
] as const;
const numbers = ['limit', 'timeoutSeconds', 'gracePeriodSeconds'] as const;
const booleans = ['force', 'sendInitialEvents', 'allowWatchBookmarks', 'orphanDependents'] as const;
const known: ReadonlySet<string> = new Set([
  ...texts,
  ...numbers,
  ...booleans,
  'dryRun',
  'fieldValidation',
  'watch',
  'includeObject',
]);

function optionsOf(query: URLSearchParams): RequestOptions {
  const options: { -readonly [key in keyof RequestOptions]: RequestOptions[key] } = {};
  for (const name of texts) {
    const value = query.get(name);
    if (value !== null) options[name] = value;
  }
  for (const name of numbers) {
    const value = query.get(name);
    if (value !== null && value !== '') options[name] = integerOf(value);
  }
  for (const name of booleans) {
    const value = query.get(name);
    if (value !== null) options[name] = truth(value);
  }
  const validation = query.get('fieldValidation');
  if (validation === 'Strict' || validation === 'Warn' || validation === 'Ignore') options.fieldValidation = validation;
  if (query.get('dryRun') === 'All') options.dryRun = true;
  const parameters: { [name: string]: string[] } = {};
  for (const [name, value] of query) if (!known.has(name)) (parameters[name] ??= []).push(value);
  if (Object.keys(parameters).length > 0) options.parameters = parameters;
  return options;
}

function integerOf(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** A body as it goes over HTTP: the items of a list say nothing of their kind, which the list tells. */
export function wireBody(body: JsonObject): JsonObject {
  const { kind, items } = body;
  // Lists of custom resources are told by their token, which is there also when it is empty; their items keep their kind.
  if (isObject(body['metadata']) && body['metadata']['continue'] === '') return body;
  if (typeof kind !== 'string' || !kind.endsWith('List') || kind === 'PartialObjectMetadataList' || !Array.isArray(items))
    return body;
  return { ...body, items: items.map(withoutKind) };
}

function withoutKind(item: JsonValue): JsonValue {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = item as JsonObject;
  return rest;
}

/** The media type of a body; clients tell discovery in one piece by it. */
export function mediaTypeOf(body: JsonValue): string {
  if (typeof body === 'string') return 'text/plain; charset=utf-8';
  const { kind, apiVersion } = (body ?? {}) as JsonObject;
  const version = typeof apiVersion === 'string' ? apiVersion.split('/')[1] : undefined;
  if (kind !== 'APIGroupDiscoveryList' || version === undefined) return 'application/json';
  return `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
}

/** The text of an answer to a path that is no resource: what people read (the list of paths, the version) is indented. */
export function textOfPath(path: string, body: JsonValue): string {
  if (typeof body === 'string') return body;
  const bare = path.split('?')[0] ?? '';
  if (bare === '/' || bare === '/version' || bare === '/version/') return JSON.stringify(body, undefined, 2);
  return `${JSON.stringify(body)}\n`;
}
