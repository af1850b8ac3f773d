import { matchesLabels } from '../core/label-selector.ts';
import { meetsTerm } from '../core/node-terms.ts';
import type { Node, NodeSelectorTerm, Pod } from '../schema/types/core-v1.ts';

/** Whether a node meets the Pod's `nodeSelector` and one of its required terms. */
export function meetsRequiredAffinity(pod: Pod, node: Node): boolean {
  const terms = requiredTerms(pod);
  return (
    matchesLabels(pod.spec.nodeSelector ?? {}, node.metadata.labels) &&
    (terms === undefined || terms.some((term) => meetsTerm(node, term)))
  );
}

/** Whether it matters to a Pod at all which node it is. */
export function wantsCertainNodes(pod: Pod): boolean {
  return Object.keys(pod.spec.nodeSelector ?? {}).length > 0 || requiredTerms(pod) !== undefined;
}

export function requiredTerms({ spec }: Pod): readonly NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}
