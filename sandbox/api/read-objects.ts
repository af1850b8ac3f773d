import type { JsonObject } from '../core/json.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { badRequest, expired, notFound } from './errors.ts';
import { checkListOptions, checkReached, revisionOf } from './list-options.ts';
import type { Kind } from './kind.ts';
import type { ApiRequest } from './request.ts';
import { fieldFilter, labelFilter } from './selectors.ts';
import { findStored, listStored, type AnyObject, type ServerState } from './server-state.ts';

export function get(state: ServerState, kind: Kind, request: ApiRequest): AnyObject {
  const name = request.name ?? '';
  const revision = revisionOf(request.options?.resourceVersion);
  if (revision !== undefined) checkReached(revision, state.store.revision);
  const found = findStored(state, kind, { name, namespace: request.namespace });
  if (found === undefined) throw notFound(kind, name);
  return found;
}

export interface Listed {
  readonly items: readonly AnyObject[];
  readonly metadata: JsonObject;
}

/** What an object must meet to be in the answer to a list or watch. */
export function filterOf(kind: Kind, request: ApiRequest): (object: AnyObject) => boolean {
  const { labelSelector, fieldSelector } = request.options ?? {};
  const byLabels = labelFilter(labelSelector);
  const byFields = fieldFilter(kind, fieldSelector);
  // A name in the URL of a list or watch is one more selector.
  const { name } = request;
  return (object) =>
    (name === undefined || object.metadata.name === name) && byLabels(object.metadata.labels) && byFields(object);
}

interface ContinueToken {
  readonly rv: number;
  readonly start: string;
}

/** GET of a collection. Pages continue at the key where the last one ended, in the state the store then has. */
export function list(state: ServerState, kind: Kind, request: ApiRequest): Listed {
  const options = request.options ?? {};
  checkListOptions(options, false);
  const selected = options.labelSelector || options.fieldSelector || request.name !== undefined;
  const all = listStored(state, kind, kind.type.namespaced ? request.namespace : undefined);
  let items = selected ? all.filter(filterOf(kind, request)) : all;
  // From the watch cache, which revision 0 asks for, everything comes at once.
  const limit = options.resourceVersion === '0' ? 0 : (options.limit ?? 0);
  const token = options.continue === undefined || options.continue === '' ? undefined : decodeToken(options.continue);
  if (token !== undefined && (options.resourceVersion ?? '') !== '' && options.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  checkRevision(state, options.resourceVersion, options.resourceVersionMatch);
  const revision = token?.rv ?? state.store.revision;
  if (token !== undefined) {
    if (token.rv < state.store.oldestRevision) throw expired(EXPIRED_TOKEN);
    items = items.filter((item) => keyText(item) > token.start);
  }
  const metadata = { resourceVersion: String(revision) };
  if (limit <= 0 || items.length <= limit) return { items, metadata };
  const page = items.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page,
    metadata: {
      ...metadata,
      continue: encodeToken({ rv: revision, start: last === undefined ? '' : keyText(last) }),
      ...(selected ? {} : { remainingItemCount: items.length - limit }),
    },
  };
}

const EXPIRED_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function checkRevision(state: ServerState, text: string | undefined, match: string | undefined): void {
  if (text === undefined || text === '' || text === '0') return;
  const revision = parseRevision(text);
  checkReached(revision, state.store.revision);
  if (match === 'Exact' && revision < state.store.oldestRevision)
    throw expired('The resourceVersion for the provided list is too old.');
}

/** Throws StatusError for a text that is no revision. */
export function parseRevision(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}

const keyText = ({ metadata }: AnyObject): string => `${metadata.namespace ?? ''}/${metadata.name}`;

function encodeToken(token: ContinueToken): string {
  return btoa(JSON.stringify({ v: 'meta.k8s.io/v1', ...token }))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function decodeToken(text: string): ContinueToken {
  try {
    const token = JSON.parse(atob(text.replaceAll('-', '+').replaceAll('_', '/'))) as Partial<ContinueToken>;
    if (typeof token.rv === 'number' && typeof token.start === 'string') return { rv: token.rv, start: token.start };
  } catch {
    // Falls through: whatever was wrong with it, it is no token.
  }
  throw badRequest('invalid continue token: continue key is not valid: illegal base64 data at input byte 0');
}

/** A list as it goes over the wire. */
export function listObject(kind: Kind, { items, metadata }: Listed): JsonObject {
  return {
    kind: `${kind.type.kind}List`,
    apiVersion: apiVersionOf(kind.type),
    metadata,
    items: items as unknown as JsonObject[],
  };
}
