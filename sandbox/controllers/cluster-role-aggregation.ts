import { deepEqual } from '../core/json.ts';
import { matches } from '../core/label-selector.ts';
import { clusterRoles } from '../schema/resources.ts';
import type { AggregationRule, ClusterRole, PolicyRule } from '../schema/types/rbac-v1.ts';
import { defineController } from './define-controller.ts';

/** Fills ClusterRoles that are put together from others by their labels. Models pkg/controller/clusterroleaggregation. */
export const clusterRoleAggregationController = defineController({
  name: 'clusterrole-aggregation-controller',
  start(context) {
    const { client } = context;
    const informer = client.informer(clusterRoles);
    const aggregated = new Set<string>();
    context.track(
      informer.onChange(({ type, object }) => {
        const { name } = object.metadata;
        if (type !== 'deleted' && object.aggregationRule !== undefined) aggregated.add(name);
        else aggregated.delete(name);
        for (const role of aggregated) context.enqueue(role);
      }),
    );
    return {
      reconcile(name) {
        const role = informer.get({ name });
        if (role?.aggregationRule === undefined) return;
        const rules = aggregatedRules(role.aggregationRule, informer.list(), name);
        if (deepEqual(rules, role.rules ?? [])) return;
        client.update(clusterRoles, { ...role, rules });
      },
    };
  },
});

/** The rules of all other roles that a rule of aggregation selects, each once. */
export function aggregatedRules(
  { clusterRoleSelectors = [] }: AggregationRule,
  roles: readonly ClusterRole[],
  own: string,
): readonly PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const selector of clusterRoleSelectors) {
    const selected = roles
      .filter(({ metadata }) => metadata.name !== own && matches(selector, metadata.labels))
      .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
    for (const rule of selected.flatMap((role) => role.rules ?? [])) {
      if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
