import { defineAdmission } from '../api/admission.ts';
import type { Draft } from '../core/json.ts';
import { nodes } from '../schema/resources.ts';
import type { Node } from '../schema/types/core-v1.ts';

const NOT_READY = 'node.kubernetes.io/not-ready';

/**
 * Keeps Pods off a new node until the node-lifecycle controller has seen it ready. Models plugin/pkg/admission/nodetaint.
 */
export const taintNodesByCondition = defineAdmission({
  name: 'TaintNodesByCondition',
  mutate({ operation, kind, subresource, object }) {
    const { group, resource } = kind.type;
    if (operation !== 'CREATE' || subresource !== undefined || group !== nodes.group || resource !== nodes.resource) return;
    const spec = ((object as unknown as Draft<Node>).spec ??= {});
    const taints = spec.taints ?? [];
    if (taints.some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule')) return;
    spec.taints = [...taints, { key: NOT_READY, effect: 'NoSchedule' }];
  },
});
