import type { ComponentContext } from '../api/component.ts';
import { isReason } from '../api/status-error.ts';
import { formatMicroTime } from '../core/time-text.ts';
import { leases, nodes } from '../schema/resources.ts';

const NAMESPACE = 'kube-node-lease';
/** Seconds after which the control plane may take the node for lost (`nodeLeaseDurationSeconds`). */
const DURATION_SECONDS = 40;

/** Renews the node's Lease, its cheap sign of life. Models k8s.io/component-helpers/apimachinery/lease. */
export function renewLease(nodeName: string, context: ComponentContext): void {
  const { client, clock, onError } = context;
  const renewTime = formatMicroTime(clock.now());
  try {
    const lease = client.find(leases, { namespace: NAMESPACE, name: nodeName });
    if (lease !== undefined) {
      client.update(leases, { ...lease, spec: { ...lease.spec, renewTime } });
      return;
    }
    const node = client.find(nodes, { name: nodeName });
    if (node === undefined) return;
    client.create(leases, {
      metadata: {
        name: nodeName,
        namespace: NAMESPACE,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: nodeName, uid: node.metadata.uid }],
      },
      spec: { holderIdentity: nodeName, leaseDurationSeconds: DURATION_SECONDS, renewTime },
    });
  } catch (error) {
    // The namespace may be made a moment later; the next beat comes anyway.
    if (!isReason(error, 'Conflict', 'NotFound')) onError(`lease of node ${nodeName}`, error);
  }
}
