import type { Cancel } from '../core/clock.ts';
import type { JsonObject } from '../core/json.ts';
import { apiVersionOf } from '../schema/resource-type.ts';
import { StoreError, type StoreEvent } from '../store/index.ts';
import { expired, methodNotSupported } from './errors.ts';
import { storePlace } from './kind-registry.ts';
import type { Kind } from './kind.ts';
import { checkListOptions, revisionOf } from './list-options.ts';
import { filterOf } from './read-objects.ts';
import { partialOf, tableOf } from './representation.ts';
import type { ApiRequest, WatchEvent } from './request.ts';
import { StatusError } from './status-error.ts';
import { asObject, inVersion, listStored, type AnyObject, type ServerState } from './server-state.ts';

/**
 * Opens a watch. Without a revision, or with revision 0, it begins with what there is. An object that comes to meet the selectors is
 * `ADDED`, one that ceases to is `DELETED`. Throws StatusError, 410 when the revision is forgotten. Models k8s.io/apiserver's watch cache.
 */
export function watch(state: ServerState, kind: Kind, request: ApiRequest, onEvent: (event: WatchEvent) => void): Cancel {
  const options = request.options ?? {};
  checkListOptions(options, true);
  if (kind.computed) throw methodNotSupported(kind, 'watch');
  const matches = filterOf(kind, request);
  const namespace = kind.type.namespaced ? request.namespace : undefined;
  let headSent = false;
  const show = (object: AnyObject): JsonObject => {
    if (request.as === 'PartialObjectMetadata' || request.as === 'PartialObjectMetadataList') return partialOf(object, request);
    if (request.as !== 'Table') return object as unknown as JsonObject;
    const { resourceVersion } = object.metadata;
    const table = tableOf(kind, [object], { resourceVersion }, request, state.clock.now());
    // Only the first event says what the columns are.
    const event = headSent ? { ...table, columnDefinitions: null } : table;
    headSent = true;
    return event;
  };
  const send = (type: WatchEvent['type'], object: AnyObject): void => onEvent({ type, object: show(object) });
  const tell = (event: StoreEvent): void => {
    try {
      tellOf(event);
    } catch (error) {
      // The watch is told; who wrote the object has nothing to do with it.
      if (!(error instanceof StatusError)) throw error;
      onEvent({ type: 'ERROR', object: error.toObject() });
    }
  };
  const tellOf = (event: StoreEvent): void => {
    const object = asObject(inVersion(kind, event.object));
    if (namespace !== undefined && namespace !== '' && object.metadata.namespace !== namespace) return;
    const now = event.type !== 'DELETED' && matches(object);
    const before = event.old !== undefined && matches(asObject(event.old));
    if (now) send(before ? 'MODIFIED' : 'ADDED', object);
    else if (before) send('DELETED', object);
  };

  const { resourceVersion = '', sendInitialEvents, allowWatchBookmarks } = options;
  const fromStart = resourceVersion === '' || resourceVersion === '0' || sendInitialEvents === true;
  if (fromStart && sendInitialEvents !== false) {
    for (const object of listStored(state, kind, namespace))
      if (matches(object)) send('ADDED', asObject(inVersion(kind, object as never)));
    if (sendInitialEvents === true && allowWatchBookmarks)
      onEvent({ type: 'BOOKMARK', object: bookmark(kind, state.store.revision) });
    return state.store.watch(storePlace(kind), tell);
  }
  const from = revisionOf(resourceVersion) ?? state.store.revision;
  try {
    return state.store.watch(storePlace(kind), tell, Math.min(from, state.store.revision));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw expired(`too old resource version: ${from} (${error.revision})`);
  }
}

function bookmark(kind: Kind, revision: number): JsonObject {
  return {
    kind: kind.type.kind,
    apiVersion: apiVersionOf(kind.type),
    metadata: {
      resourceVersion: String(revision),
      annotations: { 'k8s.io/initial-events-end': 'true' },
    },
  };
}
