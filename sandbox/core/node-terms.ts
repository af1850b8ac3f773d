import { matchesLabels, requirementsOf, selectorMatches, type LabelSelectorValue } from './label-selector.ts';

/** One term of a node selector: all of its conditions must hold. */
export interface NodeTerm {
  readonly matchExpressions?: LabelSelectorValue['matchExpressions'];
  readonly matchFields?: LabelSelectorValue['matchExpressions'];
}

interface NamedNode {
  readonly metadata: { readonly name: string; readonly labels?: { readonly [key: string]: string } };
}

/** Whether a node meets one term of a node selector; an empty term matches nothing. Models k8s.io/component-helpers/nodeaffinity. */
export function meetsTerm(node: NamedNode, { matchExpressions = [], matchFields = [] }: NodeTerm): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    selectorMatches(requirementsOf({ matchExpressions }), node.metadata.labels) &&
    selectorMatches(requirementsOf({ matchExpressions: matchFields }), { 'metadata.name': node.metadata.name })
  );
}

interface NodeChoice {
  readonly spec: {
    readonly nodeSelector?: { readonly [key: string]: string };
    readonly affinity?: {
      readonly nodeAffinity?: {
        readonly requiredDuringSchedulingIgnoredDuringExecution?: { readonly nodeSelectorTerms: readonly NodeTerm[] };
      };
    };
  };
}

/** Whether a node meets the Pod's `nodeSelector` and one of its required terms. */
export function meetsRequiredAffinity(pod: NodeChoice, node: NamedNode): boolean {
  const terms = requiredTerms(pod);
  return (
    matchesLabels(pod.spec.nodeSelector ?? {}, node.metadata.labels) &&
    (terms === undefined || terms.some((term) => meetsTerm(node, term)))
  );
}

/** Whether it matters to a Pod at all which node it is. */
export function wantsCertainNodes(pod: NodeChoice): boolean {
  return Object.keys(pod.spec.nodeSelector ?? {}).length > 0 || requiredTerms(pod) !== undefined;
}

export function requiredTerms({ spec }: NodeChoice): readonly NodeTerm[] | undefined {
  return spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
}
