import { hostPorts, portsConflict } from '../core/host-ports.ts';
import { meetsRequiredAffinity } from '../core/node-terms.ts';
import { quantityMilliValue, quantityValue, zeroQuantity } from '../core/quantity.ts';
import { toleratesTaint } from '../core/toleration.ts';
import { podTotals, readAmounts, type Amounts } from '../quota/pod-totals.ts';
import type { Node, Pod } from '../schema/types/core-v1.ts';
import { isStatic } from './static-pods/sources.ts';

/** Why a node does not take a Pod, in the kubelet's words. */
export interface Rejection {
  readonly reason: string;
  readonly message: string;
}

/**
 * Whether a node has what a Pod needs beside the others that are active there; the scheduler may have been passed by. Models
 * pkg/kubelet/lifecycle/predicate.go.
 */
export function rejectionOf(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  return lackOfResources(pod, others, node) ?? mismatch(pod, others, node);
}

function lackOfResources(pod: Pod, others: readonly Pod[], { status }: Node): Rejection | undefined {
  const allocatable = readAmounts(status?.allocatable);
  const lack = (name: string, requested: number, used: number, capacity: number): Rejection => ({
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  });
  const places = amountIn('pods', allocatable);
  if (others.length + 1 > places) return lack('pods', 1, others.length, places);
  const wanted = podTotals(pod.spec, 'requests');
  let taken: readonly Amounts[] | undefined;
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...wanted.keys()]) {
    // What the node does not know is not its to give.
    if (name.includes('/') && !allocatable.has(name)) continue;
    const requested = amountIn(name, wanted);
    // Who asks for nothing fits, whatever the others have.
    if (requested <= 0) continue;
    taken ??= others.map((other) => podTotals(other.spec, 'requests'));
    const used = taken.reduce((sum, amounts) => sum + amountIn(name, amounts), 0);
    const capacity = amountIn(name, allocatable);
    if (requested > capacity - used) return lack(name, requested, used, capacity);
  }
  return undefined;
}

function amountIn(name: string, amounts: Amounts): number {
  const amount = amounts.get(name) ?? zeroQuantity;
  return name === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount);
}

function mismatch(pod: Pod, others: readonly Pod[], node: Node): Rejection | undefined {
  const of = (predicate: string, why: string): Rejection => ({
    reason: predicate,
    message: `Predicate ${predicate} failed: ${why}`,
  });
  if (!meetsRequiredAffinity(pod, node)) return of('NodeAffinity', "node(s) didn't match Pod's node affinity/selector");
  const taken = others.flatMap(hostPorts);
  if (hostPorts(pod).some((port) => taken.some((other) => portsConflict(port, other))))
    return of('NodePorts', "node(s) didn't have free ports for the requested pod ports");
  const untolerated = (node.spec?.taints ?? []).some(
    (taint) => taint.effect === 'NoExecute' && !toleratesTaint(pod.spec.tolerations, taint),
  );
  // What stands in a folder of the node stays whatever the node is tainted with.
  if (untolerated && !isStatic(pod)) return of('TaintToleration', "node(s) had taints that the pod didn't tolerate");
  return undefined;
}
