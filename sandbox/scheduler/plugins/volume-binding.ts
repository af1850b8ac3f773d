import { claimsOf } from '../../storage/pod-claims.ts';
import { definePlugin, type Judgement } from '../define-plugin.ts';
import { planFor, reaches, storageOf } from '../volume-plan.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Pod } from '../../schema/types/core-v1.ts';

const CONFLICT = "node(s) didn't find available persistent volumes to bind";
const WRONG_NODE = "node(s) didn't match PersistentVolume's node affinity";
const NO_VOLUME = 'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)';

/** Looks for nodes that reach a Pod's volumes, or on which they can be had. Models pkg/scheduler/framework/plugins/volumebinding. */
export const volumeBinding = definePlugin({
  name: 'VolumeBinding',
  judge: (pod, cluster): Judgement => {
    if (claimsOf(pod).length === 0) return {};
    const message = refusalOf(pod, cluster);
    if (message !== undefined) return { refusal: { message, preemptible: false } };
    const { storage } = cluster;
    const { bound, delayed } = storageOf(pod, storage);
    const volumes = bound.map(({ spec }) => storage.volume(spec.volumeName ?? ''));
    return {
      filter: ({ node }) => {
        const reasons = [
          ...(volumes.includes(undefined) ? [NO_VOLUME] : []),
          ...(planFor(delayed, node, storage) === undefined ? [CONFLICT] : []),
          ...(volumes.some((volume) => volume !== undefined && !reaches(volume, node)) ? [WRONG_NODE] : []),
        ];
        return reasons.length === 0 ? undefined : { reasons, preemptible: false };
      },
    };
  },
  helps: ({ what }) => what === 'other' || what === 'node',
});

/** What keeps the Pod from every node. */
function refusalOf(pod: Pod, { storage }: Snapshot): string | undefined {
  for (const { name, ephemeral } of claimsOf(pod)) {
    const claim = storage.claim(pod.metadata.namespace, name);
    const quoted = JSON.stringify(name);
    if (claim === undefined)
      return ephemeral
        ? `waiting for ephemeral volume controller to create the persistentvolumeclaim ${quoted}`
        : `persistentvolumeclaim ${quoted} not found`;
    if (claim.status?.phase === 'Lost')
      return `persistentvolumeclaim ${quoted} bound to non-existent persistentvolume ${JSON.stringify(claim.spec.volumeName ?? '')}`;
    if (claim.metadata.deletionTimestamp !== undefined) return `persistentvolumeclaim ${quoted} is being deleted`;
  }
  return storageOf(pod, storage).immediate.length > 0 ? 'pod has unbound immediate PersistentVolumeClaims' : undefined;
}
