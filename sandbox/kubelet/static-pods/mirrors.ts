import { storedPod } from '../stored-pod.ts';
import { isReason } from '../../api/status-error.ts';
import type { ComponentClient } from '../../api/client.ts';
import { nodes, pods } from '../../schema/resources.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { HASH, isMirror, isMirrorOf, isStatic, MIRROR } from './sources.ts';

export interface MirrorsOptions {
  readonly client: ComponentClient;
  readonly nodeName: string;
  /** Writes a line to the kubelet's log. */
  log(text: string): void;
}

/** The copies of static Pods in the API, by which all others see them. Models pkg/kubelet/pod/mirror_client.go. */
export class Mirrors {
  constructor(private readonly options: MirrorsOptions) {}

  /** Sees to it that there is a copy, and of this very Pod; one that somebody deletes is made anew. */
  reconcile(pod: Pod): void {
    if (!isStatic(pod)) return;
    const found = this.find(pod);
    if (found !== undefined && isMirror(found)) {
      if (found.metadata.deletionTimestamp === undefined && isMirrorOf(found, pod)) return;
      this.delete(found);
    }
    this.create(pod);
  }

  /** Takes a copy away whose Pod is gone. */
  delete({ metadata: { name, namespace, uid } }: Pod): void {
    try {
      this.options.client.delete(pods, { name, namespace }, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isReason(error, 'NotFound', 'Conflict')) throw error;
    }
  }

  /** What the API has under the Pod's name. */
  find({ metadata: { name, namespace } }: Pod): Pod | undefined {
    return storedPod(this.options.client, { name, namespace });
  }

  private create(pod: Pod): void {
    const { client, nodeName, log } = this.options;
    const node = client.find(nodes, { name: nodeName });
    if (node === undefined || node.metadata.deletionTimestamp !== undefined) return;
    const { uid: _uid, annotations = {}, ...metadata } = pod.metadata;
    const owner = { apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid, controller: true };
    try {
      client.create(pods, {
        ...pod,
        metadata: {
          ...metadata,
          annotations: { ...annotations, [MIRROR]: annotations[HASH] ?? '' },
          ownerReferences: [owner],
        },
      });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const shown = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
      log(`"Failed creating a mirror pod" err=${JSON.stringify(error.message)} pod=${JSON.stringify(shown)}`);
    }
  }
}
