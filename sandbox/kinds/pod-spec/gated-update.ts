import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import type { NodeAffinity, NodeSelectorTerm, PodSpec } from '../../schema/types/core-v1.ts';
import { invalid } from '../validation/field-errors.ts';

/** Where a Pod may run can be narrowed down until it is let go to the scheduler. Models the part of ValidatePodUpdate on gated Pods. */
export function* validateNarrowed(spec: PodSpec, old: PodSpec): Generator<FieldError> {
  const selector = spec.nodeSelector ?? {};
  const before = Object.entries(old.nodeSelector ?? {});
  if (before.some(([key, value]) => selector[key] !== value)) {
    const detail = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)';
    yield invalid('spec.nodeSelector', spec.nodeSelector, detail);
  }
  const [now, was] = [spec.affinity?.nodeAffinity, old.affinity?.nodeAffinity];
  if (!deepEqual(now, was)) yield* validateAffinityChange(now, was);
}

function* validateAffinityChange(now: NodeAffinity | undefined, was: NodeAffinity | undefined): Generator<FieldError> {
  const path = 'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms';
  const before = was?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const terms = now?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (before.length > 0 && before.length !== terms.length) {
    const detail = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed';
    yield invalid(path, terms.length === 0 ? null : terms.map(shown), detail);
    return;
  }
  for (const [index, term] of before.entries()) {
    const next = terms[index] ?? {};
    if (!onlyAdds(next, term))
      yield invalid(`${path}[${index}]`, shown(next), 'only additions are allowed (no mutations or deletions)');
  }
}

function onlyAdds(next: NodeSelectorTerm, before: NodeSelectorTerm): boolean {
  const parts = ['matchExpressions', 'matchFields'] as const;
  const count = (term: NodeSelectorTerm): number => parts.reduce((sum, part) => sum + (term[part] ?? []).length, 0);
  if (count(before) === 0) return count(next) === 0;
  return parts.every((part) => {
    const old = before[part] ?? [];
    return deepEqual((next[part] ?? []).slice(0, old.length), old);
  });
}

/** A term as the server's own type shows it. */
function shown({ matchExpressions, matchFields }: NodeSelectorTerm): object {
  const list = (requirements: NodeSelectorTerm['matchFields']): readonly object[] | null =>
    requirements === undefined
      ? null
      : requirements.map(({ key, operator, values }) => ({ Key: key, Operator: operator, Values: values ?? null }));
  return { MatchExpressions: list(matchExpressions), MatchFields: list(matchFields) };
}
