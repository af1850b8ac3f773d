import { defineController, keyOf, splitKey } from './define-controller.ts';
import type { Informer, KubeObject } from '../api/client.ts';
import type { Cancel } from '../core/clock.ts';
import { isReason } from '../api/status-error.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import type { OwnerReference } from '../schema/types/meta-v1.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const OWNERS = 'owners';

/** Milliseconds between the last dependent's release and its owner's end. */
const ORPHANED_FOR = 5;

interface Watched {
  readonly id: string;
  readonly type: ResourceType<KubeObject>;
  readonly informer: Informer<KubeObject>;
}

interface Item {
  readonly watched: Watched;
  readonly object: KubeObject;
}

/** How an owner reference stands. */
type OwnerState = 'there' | 'gone' | 'going last';

/**
 * Deletes what nobody owns any more, and carries out foreground deletion and orphaning. Models pkg/controller/garbagecollector: an
 * owner is known by its uid, so that a new object of the same name owns nothing.
 */
export const garbageCollector = defineController({
  name: 'garbage-collector-controller',
  latency: 20,
  start(context) {
    const { client, clock } = context;
    const releasing = new Set<Cancel>();
    const all = client.resources().map((type): Watched => {
      const informer = client.informer(type);
      informer.addIndex(OWNERS, ({ metadata }) => (metadata.ownerReferences ?? []).map(({ uid }) => uid));
      return { id: `${type.group}/${type.version}/${type.resource}`, type, informer };
    });
    const byId = new Map(all.map((watched) => [watched.id, watched]));
    const byKind = new Map(all.map((watched) => [`${watched.type.group} ${watched.type.kind}`, watched]));

    const keyTo = ({ watched, object }: Item): string => `${watched.id} ${keyOf(object)}`;
    const enqueue = (item: Item): void => context.enqueue(keyTo(item));
    const dependentsOf = (uid: string): readonly Item[] =>
      all.flatMap((watched) => watched.informer.indexed(OWNERS, uid).map((object) => ({ watched, object })));
    const ownerOf = (reference: OwnerReference, dependent: KubeObject): Item | 'unknown' | undefined => {
      const group = reference.apiVersion.includes('/') ? (reference.apiVersion.split('/')[0] ?? '') : '';
      const watched = byKind.get(`${group} ${reference.kind}`);
      // Who owns it cannot be told: better to keep it. A namespaced owner of a cluster-wide object counts as such.
      if (!watched || (watched.type.namespaced && dependent.metadata.namespace === undefined)) return 'unknown';
      const namespace = watched.type.namespaced ? dependent.metadata.namespace : undefined;
      const object = watched.informer.get({ name: reference.name, namespace });
      return object?.metadata.uid === reference.uid ? { watched, object } : undefined;
    };
    const stateOf = (reference: OwnerReference, dependent: KubeObject): OwnerState => {
      const owner = ownerOf(reference, dependent);
      if (owner === undefined) return 'gone';
      return owner !== 'unknown' && isGoing(owner.object, FOREGROUND) ? 'going last' : 'there';
    };

    for (const watched of all) {
      context.track(
        watched.informer.onChange(({ type, object, old }) => {
          if (type === 'deleted') {
            for (const dependent of dependentsOf(object.metadata.uid)) enqueue(dependent);
          } else if (object.metadata.ownerReferences !== undefined || object.metadata.deletionTimestamp !== undefined) {
            enqueue({ watched, object });
          }
          // Whoever waits for its dependents may go on when one is gone or no longer its own.
          for (const reference of [...(object.metadata.ownerReferences ?? []), ...(old?.metadata.ownerReferences ?? [])]) {
            const owner = ownerOf(reference, object);
            if (owner !== undefined && owner !== 'unknown' && isGoing(owner.object, FOREGROUND)) enqueue(owner);
          }
        }),
      );
    }

    const placeOf = ({ metadata }: KubeObject) => ({ name: metadata.name, namespace: metadata.namespace });
    const removeFinalizer = ({ watched, object }: Item, finalizer: string): void => {
      const finalizers = (object.metadata.finalizers ?? []).filter((other) => other !== finalizer);
      client.patch(
        watched.type,
        placeOf(object),
        { metadata: { resourceVersion: object.metadata.resourceVersion, finalizers } },
        { type: 'merge' },
      );
    };
    const removeOwners = ({ watched, object }: Item, uids: ReadonlySet<string>): void => {
      const ownerReferences = (object.metadata.ownerReferences ?? []).filter(({ uid }) => !uids.has(uid));
      client.patch(
        watched.type,
        placeOf(object),
        {
          metadata: {
            resourceVersion: object.metadata.resourceVersion,
            ownerReferences: [...ownerReferences].map((one) => ({ ...one })),
          },
        },
        { type: 'merge' },
      );
    };
    const remove = ({ watched, object }: Item, propagationPolicy: 'Background' | 'Foreground' | 'Orphan'): void => {
      client.delete(watched.type, placeOf(object), { propagationPolicy, preconditions: { uid: object.metadata.uid } });
    };

    const reconcileItem = (item: Item): void => {
      const { object } = item;
      const { uid, ownerReferences = [], finalizers = [] } = object.metadata;
      if (isGoing(object, ORPHAN)) {
        const dependents = dependentsOf(uid);
        for (const dependent of dependents) removeOwners(dependent, new Set([uid]));
        if (dependents.length === 0) {
          removeFinalizer(item, ORPHAN);
          return;
        }
        // Quick controllers see the orphans before their owner goes.
        const cancel = clock.after(ORPHANED_FOR, () => {
          releasing.delete(cancel);
          reconcile(keyTo(item));
        });
        releasing.add(cancel);
        return;
      }
      if (isGoing(object, FOREGROUND)) {
        const blocking = dependentsOf(uid).filter((dependent) => blocks(dependent.object, uid));
        for (const dependent of blocking) enqueue(dependent);
        if (blocking.length === 0) removeFinalizer(item, FOREGROUND);
        return;
      }
      if (object.metadata.deletionTimestamp !== undefined || ownerReferences.length === 0) return;
      const states = new Map(ownerReferences.map((reference) => [reference.uid, stateOf(reference, object)]));
      const inState = (state: OwnerState) => [...states].flatMap(([owner, its]) => (its === state ? [owner] : []));
      if (inState('there').length > 0) {
        const useless = [...inState('gone'), ...inState('going last')];
        if (useless.length > 0) removeOwners(item, new Set(useless));
      } else if (inState('going last').length > 0 && dependentsOf(uid).length > 0) remove(item, 'Foreground');
      else remove(item, finalizers.includes(ORPHAN) ? 'Orphan' : finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background');
    };

    const reconcile = (key: string): void => {
      const [id = '', place = ''] = key.split(' ');
      const watched = byId.get(id);
      const object = watched?.informer.get(splitKey(place));
      if (!watched || !object) return;
      try {
        reconcileItem({ watched, object });
      } catch (error) {
        if (!isReason(error, 'NotFound')) throw error;
      }
    };
    return {
      reconcile,
      stop: () => {
        for (const cancel of releasing) cancel();
      },
    };
  },
});

function isGoing({ metadata }: KubeObject, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
}

function blocks({ metadata }: KubeObject, owner: string): boolean {
  return (metadata.ownerReferences ?? []).some(({ uid, blockOwnerDeletion }) => uid === owner && blockOwnerDeletion === true);
}
