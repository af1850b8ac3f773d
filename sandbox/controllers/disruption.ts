import { matches } from '../core/label-selector.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime, parseTime } from '../core/time-text.ts';
import {
  deployments,
  podDisruptionBudgets,
  pods,
  replicaSets,
  replicationControllers,
  statefulSets,
} from '../schema/resources.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import type { OwnerReference } from '../schema/types/meta-v1.ts';
import type { PodDisruptionBudget, PodDisruptionBudgetStatus } from '../schema/types/policy-v1.ts';
import type { ComponentClient, KubeObject } from '../api/client.ts';
import { apiVersionOf, type ResourceType } from '../schema/resource-type.ts';
import { controllerOf } from './workload/ownership.ts';
import { compact, withCondition } from './workload/conditions.ts';
import { textOf } from './workload/pod-control.ts';
import { isReady } from './workload/pod-state.ts';
import { share } from './workload/share.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';

/** A Pod whose eviction was granted counts as gone for so long. */
const DELETION_TIMEOUT = 120_000;

/** Says in each budget's status how many of its Pods may be evicted. Models pkg/controller/disruption. */
export const disruptionController = defineController({
  name: 'disruption-controller',
  eventSource: 'controllermanager',
  start(context) {
    const { client, clock, events } = context;
    const budgets = client.informer(podDisruptionBudgets);
    const podInformer = client.informer(pods);
    context.track(budgets.onChange(({ type, object }) => type !== 'deleted' && context.enqueue(keyOf(object))));
    context.track(
      podInformer.onChange(({ object, old }) => {
        for (const pod of old === undefined ? [object] : [object, old]) {
          const [first, ...more] = budgetsOf(pod, budgets.list(pod.metadata.namespace));
          if (first === undefined) continue;
          context.enqueue(keyOf(first));
          if (more.length === 0) continue;
          const quoted = `${JSON.stringify(pod.metadata.namespace)}/${JSON.stringify(pod.metadata.name)}`;
          const message = `Pod ${quoted} matches multiple PodDisruptionBudgets.  Chose ${JSON.stringify(first.metadata.name)} arbitrarily.`;
          clock.after(0, () => events.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', message));
        }
      }),
    );

    const say = (budget: PodDisruptionBudget, type: 'Normal' | 'Warning', reason: string, message: string): void =>
      events.event(budget, type, reason, message);

    return {
      reconcile(key) {
        const budget = budgets.get(splitKey(key));
        if (budget === undefined) return;
        const { namespace } = budget.metadata;
        const now = clock.now();
        const own = podInformer.list(namespace).filter(({ metadata }) => matches(budget.spec.selector, metadata.labels));
        if (own.length === 0) say(budget, 'Normal', 'NoPods', 'No matching pods found');
        let expectation: Expectation;
        try {
          expectation = expectationOf(budget, own, client);
        } catch (error) {
          const message = `Failed to calculate the number of expected pods: ${textOf(error)}`;
          say(budget, 'Warning', 'CalculateExpectedPodCountFailed', message);
          write(client, budget, { ...budget.status, disruptionsAllowed: 0 }, textOf(error), now);
          return;
        }
        if (expectation.unmanaged) {
          const selector = `&LabelSelector{${selectorText(budget)}}`;
          const message =
            `Pods selected by this PodDisruptionBudget (selector: ${selector}) were found to be unmanaged. As a result, the status of ` +
            'the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ' +
            '".spec.minAvailable" field of the PDB to an integer value.';
          say(budget, 'Warning', 'UnmanagedPods', message);
        }
        const { disrupted, recheck } = stillDisrupted(budget, own, now, (pod) =>
          events.event(
            pod,
            'Warning',
            'NotDeleted',
            `Pod was expected by PDB ${namespace}/${namespace} to be deleted but it wasn't`,
          ),
        );
        const healthy = own.filter(
          (pod) => pod.metadata.deletionTimestamp === undefined && disrupted[pod.metadata.name] === undefined && isReady(pod),
        ).length;
        const { expected, desired } = expectation;
        const disruptionsAllowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
        const status: PodDisruptionBudgetStatus = {
          ...budget.status,
          currentHealthy: healthy,
          desiredHealthy: desired,
          expectedPods: expected,
          disruptionsAllowed,
          disruptedPods: disrupted,
          ...(budget.metadata.generation === undefined ? {} : { observedGeneration: budget.metadata.generation }),
        };
        write(client, budget, status, undefined, now);
        if (recheck !== undefined) context.enqueueAfter(key, recheck - now);
      },
    };
  },
});

function budgetsOf(pod: Pod, budgets: readonly PodDisruptionBudget[]): readonly PodDisruptionBudget[] {
  return budgets.filter(({ spec }) => matches(spec.selector, pod.metadata.labels));
}

interface Expectation {
  readonly expected: number;
  readonly desired: number;
  /** Whether there are Pods that nothing manages where the scale of what manages them is asked for. */
  readonly unmanaged: boolean;
}

/** Models getExpectedPodCount. Throws Error for Pods of something that has no scale. */
function expectationOf({ spec }: PodDisruptionBudget, own: readonly Pod[], client: ComponentClient): Expectation {
  const { minAvailable, maxUnavailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable === 'number')
    return { expected: own.length, desired: minAvailable, unmanaged: false };
  if (maxUnavailable === undefined && minAvailable === undefined) return { expected: 0, desired: 0, unmanaged: false };
  const scales = new Map<string, number>();
  let unmanaged = false;
  for (const pod of own) {
    const reference = controllerOf(pod);
    if (reference === undefined) unmanaged = true;
    else if (!scales.has(reference.uid)) {
      const found = scaleOf(reference, pod.metadata.namespace ?? '', client);
      if (found === undefined) throw new Error(`found no controllers for pod ${JSON.stringify(pod.metadata.name)}`);
      scales.set(found.uid, found.replicas);
    }
  }
  const expected = [...scales.values()].reduce((sum, scale) => sum + scale, 0);
  const desired =
    maxUnavailable === undefined
      ? share(minAvailable ?? 0, expected, Math.ceil)
      : Math.max(0, expected - share(maxUnavailable, expected, Math.ceil));
  return { expected, desired, unmanaged };
}

type Scaled = KubeObject & { readonly spec: { readonly replicas?: number } };

const scaled: readonly ResourceType<Scaled>[] = [replicationControllers, replicaSets, statefulSets, deployments];

/** The scale of what manages Pods; a ReplicaSet of a Deployment stands for the whole Deployment. */
function scaleOf(
  { apiVersion, kind, name, uid }: OwnerReference,
  namespace: string,
  client: ComponentClient,
): { readonly uid: string; readonly replicas: number } | undefined {
  const group = apiVersion.split('/').at(0);
  const type = scaled.find((each) => each.kind === kind && apiVersionOf(each).split('/').at(0) === group);
  if (type !== undefined) {
    const owner = client.find(type, { name, namespace });
    if (owner === undefined || owner.metadata.uid !== uid) return undefined;
    const manager = controllerOf(owner);
    const above = manager && scaleOf(manager, namespace, client);
    return above ?? { uid, replicas: owner.spec.replicas ?? 1 };
  }
  const resource = client.resources().find((each) => each.kind === kind && each.group === group);
  if (resource === undefined) return undefined;
  const place = { group: resource.group, version: resource.version, resource: resource.resource, namespace, name };
  const response = client.request({ verb: 'get', ...place, subresource: 'scale' });
  if (response.code === 404 || response.code === 405)
    throw new Error(`${resource.resource}.${resource.group} does not implement the scale subresource`);
  const { spec } = response.body as { readonly spec?: { readonly replicas?: number } };
  return { uid, replicas: spec?.replicas ?? 0 };
}

/** The Pods whose eviction was granted and that are not gone yet; one that stays for too long counts again. */
function stillDisrupted(
  { status }: PodDisruptionBudget,
  own: readonly Pod[],
  now: number,
  overdue: (pod: Pod) => void,
): { readonly disrupted: { readonly [name: string]: string }; readonly recheck?: number } {
  const disrupted: { [name: string]: string } = {};
  let recheck: number | undefined;
  for (const pod of own) {
    const { name, deletionTimestamp } = pod.metadata;
    const time = status.disruptedPods?.[name];
    if (deletionTimestamp !== undefined || time === undefined) continue;
    const until = (parseTime(time) ?? 0) + DELETION_TIMEOUT;
    if (until < now) overdue(pod);
    else {
      disrupted[name] = time;
      recheck = Math.min(recheck ?? until, until);
    }
  }
  return { disrupted, ...(recheck === undefined ? {} : { recheck }) };
}

function write(
  client: ComponentClient,
  budget: PodDisruptionBudget,
  status: PodDisruptionBudgetStatus,
  failure: string | undefined,
  now: number,
): void {
  const allowed = failure === undefined && (status.disruptionsAllowed ?? 0) > 0;
  const observedGeneration = status.observedGeneration;
  const condition = {
    type: 'DisruptionAllowed',
    status: allowed ? 'True' : 'False',
    reason: failure === undefined ? (allowed ? 'SufficientPods' : 'InsufficientPods') : 'SyncFailed',
    message: failure ?? '',
    lastTransitionTime: formatTime(now),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
  };
  const before = status.conditions?.find(({ type }) => type === condition.type);
  const isSame = before?.observedGeneration === observedGeneration && before?.message === condition.message;
  const conditions = isSame
    ? withCondition(status.conditions, condition)
    : [
        ...(status.conditions ?? []).filter(({ type }) => type !== condition.type),
        before?.status === condition.status ? { ...condition, lastTransitionTime: before.lastTransitionTime } : condition,
      ];
  const { disruptedPods, currentHealthy = 0, desiredHealthy = 0, expectedPods = 0, disruptionsAllowed = 0, ...rest } = status;
  const counts = { currentHealthy, desiredHealthy, expectedPods, disruptionsAllowed };
  const hasDisrupted = disruptedPods !== undefined && Object.keys(disruptedPods).length > 0;
  const shown = { ...compact(rest), ...counts, ...(hasDisrupted ? { disruptedPods } : {}), conditions };
  if (!deepEqual(shown, budget.status)) client.updateStatus(podDisruptionBudgets, { ...budget, status: shown });
}

/** How Go shows a selector in a message. */
function selectorText({ spec }: PodDisruptionBudget): string {
  const { matchLabels = {}, matchExpressions = [] } = spec.selector ?? {};
  const labels = Object.entries(matchLabels)
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, value]) => `${key}: ${value},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) => `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],}`,
  );
  return `MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join(',')}},`;
}
