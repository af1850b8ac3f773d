import { defineAdmission } from '../api/admission.ts';
import { forbidden } from '../api/errors.ts';
import { compareQuantities, quantityMilliValue, quantityValue, zeroQuantity } from '../core/quantity.ts';
import { podTotals, readAmounts } from '../quota/pod-totals.ts';
import { nodes, pods } from '../schema/resources.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';

const OS = 'kubernetes.io/os';

/** Refuses a change of a running Pod's resources that its node could never carry. Models plugin/pkg/admission/podresize. */
export const podResizeValidator = defineAdmission({
  name: 'PodResizeValidator',
  validate(request, context) {
    if (request.operation !== 'UPDATE' || request.subresource !== 'resize') return;
    if (request.kind.type.group !== pods.group || request.kind.type.resource !== pods.resource) return;
    const pod = request.object as unknown as Pod;
    const { nodeName } = pod.spec;
    if (!nodeName || pod.metadata.generation === request.old?.metadata.generation) return;
    const refuse = (why: string, cause?: string): never => {
      throw forbidden(request.kind, request.name, why, cause === undefined ? undefined : [{ reason: cause }]);
    };
    const node = context.find(nodes, { name: nodeName });
    if (node === undefined) return refuse(`node ${JSON.stringify(nodeName)} not found`);
    const system = node.metadata.labels?.[OS];
    if (system !== undefined && system !== 'linux') {
      const named = `node ${JSON.stringify(nodeName)} is ${JSON.stringify(system)}`;
      refuse(`pod resize is only supported on linux nodes, ${named}`, 'UnsupportedPlatform');
    }
    const lacking = lacks(pod, node);
    if (lacking !== '') refuse(`node didn't have enough allocatable resources: ${lacking}`, 'NodeCapacity');
  },
});

function lacks(pod: Pod, { status }: Node): string {
  const requests = podTotals(pod.spec, 'requests');
  const allocatable = readAmounts(status?.allocatable);
  const units = { cpu: quantityMilliValue, memory: quantityValue } as const;
  return (['cpu', 'memory'] as const)
    .flatMap((name) => {
      const [wanted, there] = [requests.get(name) ?? zeroQuantity, allocatable.get(name) ?? zeroQuantity];
      if (compareQuantities(wanted, there) <= 0) return [];
      return [`${name}, requested: ${units[name](wanted)}, allocatable: ${units[name](there)}`];
    })
    .join('; ');
}
