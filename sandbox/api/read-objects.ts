import { isObject, type JsonObject } from '../core/json.ts';
import { parseJson } from '../schema/parse-json.ts';
import { ParseError } from '../schema/parsed.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { badRequest, expired, notFound } from './errors.ts';
import { checkListOptions, checkReached, revisionOf } from './list-options.ts';
import type { Kind } from './kind.ts';
import type { ApiRequest } from './request.ts';
import { fieldFilter, labelFilter } from './selectors.ts';
import { findStored, listStored, shownIn, type AnyObject, type ServerState } from './server-state.ts';
import { StoreError } from '../store/index.ts';
import { storePlace } from './kind-registry.ts';
import { decodeBase64Url, encodeBase64Url } from '../core/base64.ts';

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

/** The objects of the kind as they are, or as they were at a revision. Throws StatusError (410) for one that is forgotten. */
function objectsAt(
  state: ServerState,
  kind: Kind,
  request: ApiRequest,
  revision: number | undefined,
  continued: boolean,
): readonly AnyObject[] {
  const namespace = kind.type.namespaced ? request.namespace : undefined;
  if (revision === undefined || revision === state.store.revision) return listStored(state, kind, namespace);
  try {
    return shownIn(kind, state.store.listAt(storePlace(kind), revision, namespace));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw expired(continued ? EXPIRED_TOKEN : 'The resourceVersion for the provided list is too old.');
  }
}

interface ContinueToken {
  readonly rv: number;
  readonly start: string;
}

/** GET of a collection. Pages continue at the key where the last one ended, and show the state of the first page. */
export function list(state: ServerState, kind: Kind, request: ApiRequest): Listed {
  const options = request.options ?? {};
  checkListOptions(options, false);
  // What nobody stores has no revision, and comes in one piece.
  if (kind.computed) {
    const items = listStored(state, kind, request.namespace).filter(filterOf(kind, request));
    return { items, metadata: {} };
  }
  const selected = options.labelSelector || options.fieldSelector || request.name !== undefined;
  // From the watch cache, which revision 0 asks for, everything comes at once.
  const limit = options.resourceVersion === '0' ? 0 : (options.limit ?? 0);
  const token = options.continue === undefined || options.continue === '' ? undefined : decodeToken(options.continue);
  if (token !== undefined && (options.resourceVersion ?? '') !== '' && options.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  checkRevision(state, options.resourceVersion);
  const { resourceVersionMatch: match, resourceVersion } = options;
  const exact = token?.rv ?? (match === 'Exact' && resourceVersion !== undefined ? parseRevision(resourceVersion) : undefined);
  const revision = exact ?? state.store.revision;
  const all = objectsAt(state, kind, request, exact, token !== undefined);
  let items = selected ? all.filter(filterOf(kind, request)) : all;
  if (token !== undefined) {
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

const TOKEN_VERSION = 'meta.k8s.io/v1';
const EXPIRED_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';

function checkRevision(state: ServerState, text: string | undefined): void {
  if (text === undefined || text === '' || text === '0') return;
  const revision = parseRevision(text);
  checkReached(revision, state.store.revision);
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
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify({ v: TOKEN_VERSION, ...token })));
}

function decodeToken(text: string): ContinueToken {
  const bad = (why: string): Error => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  const illegal = text.search(/[^A-Za-z0-9_-]/);
  if (illegal >= 0 || text.length % 4 === 1)
    throw bad(`illegal base64 data at input byte ${illegal < 0 ? text.length - 1 : illegal}`);
  const bytes = decodeBase64Url(text);
  const [first = 0] = bytes;
  // Go looks at bytes, not at letters, and shows the first that is no ASCII as if it were one.
  if (first > 0x7f) throw bad(`invalid character '${shownByte(first)}' looking for beginning of value`);
  const { v, rv, start } = readToken(new TextDecoder().decode(bytes), bad);
  if (v !== TOKEN_VERSION) throw bad(`server does not recognize this encoded version ${JSON.stringify(v ?? '')}`);
  if (typeof rv !== 'number' || rv === 0) throw bad(`incorrect encoded start resourceVersion (version ${TOKEN_VERSION})`);
  if (typeof start !== 'string' || start === '') throw bad(`encoded start key empty (version ${TOKEN_VERSION})`);
  return { rv, start };
}

const shownByte = (byte: number): string =>
  byte < 0xa1 || byte === 0xad ? `\\u00${byte.toString(16)}` : String.fromCharCode(byte);

function readToken(json: string, bad: (why: string) => Error): { readonly [key: string]: unknown } {
  try {
    const { value } = parseJson(json);
    return isObject(value) ? value : {};
  } catch (error) {
    throw error instanceof ParseError ? bad(error.message) : error;
  }
}

/** A list as it goes over the wire. */
export function listObject(kind: Kind, { items, metadata }: Listed): JsonObject {
  return {
    kind: kind.listKind ?? `${kind.type.kind}List`,
    apiVersion: apiVersionOf(kind.type),
    metadata: kind.custom === undefined ? metadata : { continue: '', ...metadata },
    items: items as unknown as JsonObject[],
  };
}
