import type { ComponentClient } from '../api/client.ts';
import { selectedNode } from '../storage/annotations.ts';
import { persistentVolumeClaims, persistentVolumes, pods } from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { NodeState, StorageView } from './snapshot.ts';
import { planFor, storageOf } from './volume-plan.ts';

/** Carries out what was decided. Models the Reserve, PreBind and Bind steps. */
export class Binder {
  constructor(
    private readonly client: ComponentClient,
    private readonly storage: StorageView,
  ) {}

  /**
   * Sees to the volumes that a Pod needs on this node: binds them, or asks for them to be made. Returns whether all are there; if
   * not, they come by and by, and the Pod has to wait for them. Throws StatusError.
   */
  prepareVolumes(pod: Pod, { node }: NodeState): boolean {
    const { delayed, immediate } = storageOf(pod, this.storage);
    if (delayed.length === 0) return immediate.length === 0;
    const plan = planFor(delayed, node, this.storage);
    for (const { claim, volume } of plan?.bind ?? []) {
      const { name, namespace, uid, resourceVersion } = claim.metadata;
      const claimRef = { kind: claim.kind, apiVersion: claim.apiVersion, name, namespace, uid, resourceVersion };
      this.client.patch(
        persistentVolumes,
        { name: volume.metadata.name },
        {
          metadata: { annotations: { 'pv.kubernetes.io/bound-by-controller': 'yes' } },
          spec: { claimRef: definedOnly(claimRef) },
        },
        { type: 'merge' },
      );
    }
    for (const { metadata } of plan?.provision ?? []) {
      if (metadata.annotations?.[selectedNode] !== undefined) continue;
      const { name, namespace } = metadata;
      this.client.patch(
        persistentVolumeClaims,
        { name, ...(namespace === undefined ? {} : { namespace }) },
        { metadata: { annotations: { [selectedNode]: node.metadata.name } } },
        { type: 'merge' },
      );
    }
    return false;
  }

  /** Whether all claims of a Pod are bound. */
  hasVolumes(pod: Pod): boolean {
    const { delayed, immediate } = storageOf(pod, this.storage);
    return delayed.length + immediate.length === 0;
  }

  /** Throws StatusError. */
  bind(pod: Pod, nodeName: string): void {
    const { name, namespace, uid } = pod.metadata;
    this.client.createSubresource(pods, { name, namespace }, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { apiVersion: 'v1', kind: 'Node', name: nodeName },
    });
  }
}

function definedOnly(values: { readonly [name: string]: string | undefined }): { [name: string]: string } {
  const entries = Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return Object.fromEntries(entries);
}
