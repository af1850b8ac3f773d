import { claimsOf } from '../../storage/pod-claims.ts';
import { definePlugin, type Judgement } from '../define-plugin.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Pod, Volume } from '../../schema/types/core-v1.ts';

const IN_USE = 'node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod';
const NO_DISK = 'node(s) had no available disk';

/** Keeps Pods apart that cannot have one disk at the same time. Models pkg/scheduler/framework/plugins/volumerestrictions. */
export const volumeRestrictions = definePlugin({
  name: 'VolumeRestrictions',
  judge: (pod, cluster): Judgement => {
    const claims = claimsOf(pod);
    const disks = (pod.spec.volumes ?? []).filter(isDisk);
    if (claims.length === 0 && disks.length === 0) return {};
    const { namespace } = pod.metadata;
    const exclusive = new Set<string>();
    for (const { name } of claims) {
      const claim = cluster.storage.claim(namespace, name);
      if (claim === undefined)
        return { refusal: { message: `persistentvolumeclaim ${JSON.stringify(name)} not found`, preemptible: false } };
      if (claim.spec.accessModes?.includes('ReadWriteOncePod')) exclusive.add(name);
    }
    const inUse = exclusive.size > 0 && isUsed(exclusive, namespace, cluster);
    return {
      filter: (node) => {
        if (disks.some((disk) => node.pods.some(({ spec }) => (spec.volumes ?? []).some((other) => conflict(disk, other)))))
          return { reasons: [NO_DISK], preemptible: true };
        return inUse ? { reasons: [IN_USE], preemptible: true } : undefined;
      },
    };
  },
  helps: ({ what, change }) => (what === 'pod' && change.type === 'deleted') || what === 'other' || what === 'node',
});

function isUsed(claims: ReadonlySet<string>, namespace: string | undefined, { nodes }: Snapshot): boolean {
  const uses = (pod: Pod): boolean => pod.metadata.namespace === namespace && claimsOf(pod).some(({ name }) => claims.has(name));
  return nodes.some(({ pods }) => pods.some(uses));
}

function isDisk({ gcePersistentDisk, awsElasticBlockStore, iscsi, rbd }: Volume): boolean {
  return (gcePersistentDisk ?? awsElasticBlockStore ?? iscsi ?? rbd) !== undefined;
}

/** Whether two volumes are one disk that both may not have. */
function conflict(one: Volume, other: Volume): boolean {
  if (one.gcePersistentDisk && other.gcePersistentDisk) {
    const bothRead = one.gcePersistentDisk.readOnly === true && other.gcePersistentDisk.readOnly === true;
    return one.gcePersistentDisk.pdName === other.gcePersistentDisk.pdName && !bothRead;
  }
  if (one.awsElasticBlockStore && other.awsElasticBlockStore)
    return one.awsElasticBlockStore.volumeID === other.awsElasticBlockStore.volumeID;
  if (one.iscsi && other.iscsi)
    return one.iscsi.iqn === other.iscsi.iqn && !(one.iscsi.readOnly === true && other.iscsi.readOnly === true);
  if (one.rbd && other.rbd) {
    const { monitors, pool, image, readOnly } = one.rbd;
    const same = pool === other.rbd.pool && image === other.rbd.image;
    const shared = monitors.some((monitor) => other.rbd?.monitors.includes(monitor));
    return same && shared && !(readOnly === true && other.rbd.readOnly === true);
  }
  return false;
}
