import { deepEqual } from '../core/json.ts';
import { formatQuantity, zeroQuantity, type Quantity } from '../core/quantity.ts';
import { evaluatorOf } from '../quota/evaluators.ts';
import { addAmounts, type Amounts } from '../quota/pod-totals.ts';
import { isInScopes } from '../quota/scopes.ts';
import type { KubeObject } from '../api/client.ts';
import type { ResourceType } from '../schema/resource-type.ts';
import { resourceQuotas } from '../schema/resources.ts';
import type { ResourceQuota } from '../schema/types/core-v1.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';

/** Counts anew what is used of each quota: when it changes, and when something that it counts goes. Models pkg/controller/resourcequota. */
export const resourceQuotaController = defineController({
  name: 'resourcequota-controller',
  start(context) {
    const { client, clock } = context;
    const informer = client.informer(resourceQuotas);
    const types = client.resources().filter(({ namespaced }) => namespaced);
    const watched = new Set<ResourceType<KubeObject>>();
    /** Looks after the resources that some quota counts, from then on. */
    const watch = (quota: ResourceQuota): void => {
      for (const type of types) {
        if (watched.has(type) || evaluatorOf(type).matching(Object.keys(quota.spec?.hard ?? {})).length === 0) continue;
        watched.add(type);
        context.track(
          client.informer(type).onChange(({ object: { metadata } }) => {
            for (const found of informer.list(metadata.namespace)) context.enqueue(keyOf(found));
          }),
        );
      }
    };
    context.track(
      informer.onChange(({ type, object }) => {
        if (type === 'deleted') return;
        watch(object);
        context.enqueue(keyOf(object));
      }),
    );
    return {
      reconcile(key) {
        const { name, namespace } = splitKey(key);
        const quota = informer.get(namespace === undefined ? { name } : { name, namespace });
        if (quota === undefined || quota.metadata.deletionTimestamp !== undefined) return;
        const hard = quota.spec?.hard ?? {};
        const used: { [name: string]: string } = {};
        const total = usageOf(quota);
        for (const resource of Object.keys(hard)) {
          if (types.some((type) => evaluatorOf(type).matching([resource]).length > 0))
            used[resource] = formatQuantity(total.get(resource) ?? zeroQuantity);
        }
        const status = { hard, used };
        if (!deepEqual(quota.status, status)) client.updateStatus(resourceQuotas, { ...quota, status });
      },
    };

    function usageOf(quota: ResourceQuota): Amounts {
      const names = Object.keys(quota.spec?.hard ?? {});
      let total: Amounts = new Map<string, Quantity>();
      for (const type of types) {
        const evaluator = evaluatorOf(type);
        if (evaluator.matching(names).length === 0) continue;
        for (const item of client.informer(type).list(quota.metadata.namespace)) {
          const object = item as unknown as { readonly [key: string]: unknown };
          if (isInScopes(quota, evaluator, object)) total = addAmounts(total, evaluator.usage(object, clock.now()));
        }
      }
      return total;
    }
  },
});
