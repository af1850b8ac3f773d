import type { KubeObject } from '../api/client.ts';
import { persistentVolumeClaims, persistentVolumes, pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';

const claimFinalizer = 'kubernetes.io/pvc-protection';
const volumeFinalizer = 'kubernetes.io/pv-protection';

const isGoing = ({ metadata }: KubeObject, finalizer: string): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers?.includes(finalizer) ?? false);

const without = <T extends KubeObject>(object: T, finalizer: string): T => ({
  ...object,
  metadata: { ...object.metadata, finalizers: (object.metadata.finalizers ?? []).filter((name) => name !== finalizer) },
});

/** The claims that a Pod mounts, by name. */
const claimsOf = ({ metadata, spec }: Pod): readonly string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim !== undefined) return [persistentVolumeClaim.claimName];
    return ephemeral === undefined ? [] : [`${metadata.name}-${name}`];
  });

/** Lets a claim go once no Pod on a node uses it any more. Models pkg/controller/volume/pvcprotection. */
export const claimProtectionController = defineController({
  name: 'persistentvolumeclaim-protection-controller',
  start(context) {
    const { client } = context;
    const claims = client.informer(persistentVolumeClaims);
    const users = client.informer(pods);
    context.track(claims.onChange(({ object }) => isGoing(object, claimFinalizer) && context.enqueue(keyOf(object))));
    context.track(
      users.onChange(({ object }) => {
        for (const name of claimsOf(object)) context.enqueue(`${object.metadata.namespace ?? ''}/${name}`);
      }),
    );
    return {
      reconcile(key) {
        const place = splitKey(key);
        const claim = claims.get(place);
        if (claim === undefined || !isGoing(claim, claimFinalizer)) return;
        const inUse = users
          .list(place.namespace)
          .some((pod) => Boolean(pod.spec?.nodeName) && claimsOf(pod).includes(place.name));
        if (!inUse) client.update(persistentVolumeClaims, without(claim, claimFinalizer));
      },
    };
  },
});

/** Lets a volume go once no claim is bound to it. Models pkg/controller/volume/pvprotection. */
export const volumeProtectionController = defineController({
  name: 'persistentvolume-protection-controller',
  start(context) {
    const { client } = context;
    const volumes = client.informer(persistentVolumes);
    context.track(volumes.onChange(({ object }) => isGoing(object, volumeFinalizer) && context.enqueue(keyOf(object))));
    return {
      reconcile(name) {
        const volume = volumes.get({ name });
        if (volume === undefined || !isGoing(volume, volumeFinalizer) || volume.status?.phase === 'Bound') return;
        client.update(persistentVolumes, without(volume, volumeFinalizer));
      },
    };
  },
});
