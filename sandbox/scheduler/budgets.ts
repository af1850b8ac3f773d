import { matches, requirementsOf } from '../core/label-selector.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { PodDisruptionBudget } from '../schema/types/policy-v1.ts';
import type { Protection } from './preemption.ts';

/** Which Pods a disruption would break a budget for. Models filterPodsWithPDBViolation of plugins/defaultpreemption. */
export function protectionBy(budgets: readonly PodDisruptionBudget[]): Protection {
  return (victims) => {
    const left = new Map(budgets.map((budget) => [budget, budget.status?.disruptionsAllowed ?? 0]));
    const isProtected = (pod: Pod): boolean => {
      let violates = false;
      for (const budget of budgets) {
        if (!covers(budget, pod)) continue;
        const allowed = (left.get(budget) ?? 0) - 1;
        left.set(budget, allowed);
        if (allowed < 0) violates = true;
      }
      return violates;
    };
    return new Set(victims.filter(isProtected));
  };
}

function covers({ metadata, spec, status }: PodDisruptionBudget, pod: Pod): boolean {
  const { namespace, name, labels = {} } = pod.metadata;
  if (metadata.namespace !== namespace || Object.keys(labels).length === 0) return false;
  const { selector } = spec ?? {};
  const isEmpty = selector === undefined || requirementsOf(selector).length === 0;
  return !isEmpty && matches(selector, labels) && status?.disruptedPods?.[name] === undefined;
}
