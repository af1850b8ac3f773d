import { defineController } from './define-controller.ts';
import { remainingContent, terminationConditions } from './namespace/conditions.ts';
import { statusErrorOf, type ComponentClient, type KubeObject } from '../api/client.ts';
import { isReason } from '../api/status-error.ts';
import { deepEqual, type JsonObject } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { namespaces, pods } from '../schema/resources.ts';
import type { Namespace, Pod } from '../schema/types/core-v1.ts';

const FINALIZER = 'kubernetes';
/** Seconds before the content of a deleted namespace goes: other parts must have seen the deletion. */
const GRACE_SECONDS = 5;
/** Seconds that a finalizer is assumed to take. */
const FINALIZER_SECONDS = 15;

export interface Remaining {
  readonly type: ResourceType<KubeObject>;
  readonly objects: readonly KubeObject[];
}

/** Empties namespaces that were deleted, Pods before everything else, and then lets them go. Models pkg/controller/namespace. */
export const namespaceController = defineController({
  name: 'namespace-controller',
  start(context) {
    const { client, clock } = context;
    const informer = client.informer(namespaces);
    context.track(
      informer.onChange(({ type, object }) => {
        if (type === 'deleted' || object.metadata.deletionTimestamp === undefined) return;
        context.enqueueAfter(object.metadata.name, GRACE_SECONDS * 1000);
      }),
    );
    return {
      reconcile(name) {
        const namespace = informer.get({ name });
        if (namespace?.metadata.deletionTimestamp === undefined) return;
        if ((namespace.spec.finalizers ?? []).length === 0) return;
        const errors: unknown[] = [];
        const podsLeft = empty(client, name, [pods], errors);
        const left =
          podsLeft.length > 0
            ? podsLeft
            : empty(
                client,
                name,
                client.resources().filter(({ namespaced, resource }) => namespaced && resource !== pods.resource),
                errors,
              );
        const conditions = terminationConditions(
          namespace.status.conditions ?? [],
          remainingContent(left),
          errors,
          formatTime(clock.now()),
        );
        if (!deepEqual(conditions, namespace.status.conditions)) {
          client.updateStatus(namespaces, { ...namespace, status: { ...namespace.status, conditions } });
        }
        if (errors.length > 0) throw errors[0];
        if (left.length > 0) {
          context.enqueueAfter(name, (Math.trunc(secondsFor(left) / 2) + 1) * 1000);
          return;
        }
        finalize(client, name);
      },
    };
  },
});

/** Deletes all objects of these types in a namespace and returns what is still there afterwards. */
function empty(
  client: ComponentClient,
  namespace: string,
  types: readonly ResourceType<KubeObject>[],
  errors: unknown[],
): readonly Remaining[] {
  return types.flatMap((type) => {
    for (const { metadata } of client.list(type, namespace)) {
      if (metadata.deletionTimestamp !== undefined) continue;
      try {
        client.delete(type, { name: metadata.name, namespace }, { propagationPolicy: 'Background' });
      } catch (error) {
        if (!isReason(error, 'NotFound')) errors.push(error);
      }
    }
    const objects = client.list(type, namespace);
    return objects.length === 0 ? [] : [{ type, objects }];
  });
}

/** How long what is left will take to go, in seconds. */
function secondsFor(left: readonly Remaining[]): number {
  const all = left.flatMap(({ objects }) => objects);
  const finalizers = all.some(({ metadata }) => (metadata.finalizers ?? []).length > 0) ? FINALIZER_SECONDS : 0;
  const grace = all.map((object) => (object as Pod).spec?.terminationGracePeriodSeconds ?? 0);
  return Math.max(finalizers, ...grace);
}

function finalize(client: ComponentClient, name: string): void {
  const fresh: Namespace | undefined = client.find(namespaces, { name });
  if (!fresh) return;
  const finalizers = (fresh.spec.finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
  const body = { ...fresh, spec: { ...fresh.spec, finalizers } } as unknown as JsonObject;
  const request = {
    verb: 'update',
    group: '',
    version: 'v1',
    resource: 'namespaces',
    name,
    subresource: 'finalize',
    body,
  } as const;
  const response = client.request(request);
  if (response.code >= 400 && response.code !== 404) throw statusErrorOf(response);
}
