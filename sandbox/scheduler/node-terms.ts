import { selectorMatches, requirementsOf, matchesLabels } from '../core/label-selector.ts';
import type { Node, NodeSelectorTerm, Pod } from '../schema/types/core-v1.ts';

/** Whether a node meets one term of a node selector; an empty term matches nothing. Models k8s.io/component-helpers/nodeaffinity. */
export function meetsTerm(node: Node, { matchExpressions = [], matchFields = [] }: NodeSelectorTerm): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    selectorMatches(requirementsOf({ matchExpressions }), node.metadata.labels) &&
    selectorMatches(requirementsOf({ matchExpressions: matchFields }), { 'metadata.name': node.metadata.name })
  );
}

/** Whether a node meets the Pod's `nodeSelector` and one of its required terms. */
export function meetsRequiredAffinity(pod: Pod, node: Node): boolean {
  const terms = requiredTerms(pod);
  return (
    matchesLabels(pod.spec.nodeSelector ?? {}, node.metadata.labels) &&
    (terms === undefined || terms.some((term) => meetsTerm(node, term)))
  );
}

export function requiredTerms({ spec }: Pod): readonly NodeSelectorTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}
