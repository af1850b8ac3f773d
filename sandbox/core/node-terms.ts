import { requirementsOf, selectorMatches, type LabelSelectorValue } from './label-selector.ts';

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
