import { parseSelector, selectorMatches } from '../core/label-selector.ts';
import { deepEqual } from '../core/json.ts';
import { formatTime } from '../core/time-text.ts';
import { horizontalPodAutoscalers, pods } from '../schema/resources.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerStatus, MetricStatus } from '../schema/types/autoscaling-v2.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { put } from './horizontal-pod-autoscaler/conditions.ts';
import { limit, noMemory, noteScaling, type Memory } from './horizontal-pod-autoscaler/limits.ts';
import { askMetric, MetricFailure, type MetricProposal } from './horizontal-pod-autoscaler/metrics.ts';
import { scaleOf, type Scale } from './horizontal-pod-autoscaler/scale-target.ts';
import { defineController, keyOf, splitKey } from './define-controller.ts';
import { textOf } from './workload/pod-control.ts';

/** Every workload is looked at in this period, and a new one only after it, in milliseconds. */
const SYNC_PERIOD = 15_000;

/** Scales workloads so that their use stays near a target. Models pkg/controller/podautoscaler. */
export const horizontalPodAutoscalerController = defineController({
  name: 'horizontal-pod-autoscaler-controller',
  eventSource: 'horizontal-pod-autoscaler',
  start(context) {
    const { client, clock, events } = context;
    const informer = client.informer(horizontalPodAutoscalers);
    const podInformer = client.informer(pods);
    const memories = new Map<string, Memory>();
    context.track(
      informer.onChange(({ type, object }) => {
        if (type === 'deleted') memories.delete(keyOf(object));
        else if (type === 'added') context.enqueueAfter(keyOf(object), SYNC_PERIOD);
      }),
    );

    /** Asks all metrics: the one that wants most decides. Throws MetricFailure or Error when none may be believed. */
    const askAll = (
      round: Round,
      scale: Scale,
    ): { readonly best: MetricProposal; readonly statuses: readonly MetricStatus[] } => {
      const { autoscaler } = round;
      const { metrics = [] } = autoscaler.spec;
      const selected = podsOf(round, scale);
      const proposals: MetricProposal[] = [];
      const failures: MetricFailure[] = [];
      for (const metric of metrics) {
        try {
          const now = clock.now();
          proposals.push(
            askMetric(metric, { client, autoscaler, replicas: scale.wanted, selector: scale.selector, pods: selected, now }),
          );
        } catch (error) {
          if (!(error instanceof MetricFailure)) throw error;
          events.event(autoscaler, 'Warning', error.reason, error.cause);
          failures.push(error);
        }
      }
      const best = proposals.toSorted((left, right) => right.replicas - left.replicas)[0];
      const [failure] = failures;
      if (failure !== undefined && (best === undefined || best.replicas < scale.wanted)) {
        round.say('ScalingActive', 'False', failure.reason, `the HPA was unable to compute the replica count: ${failure.cause}`);
        const counts = `${failures.length} invalid out of ${metrics.length}`;
        throw new Error(`invalid metrics (${counts}), first error is: ${failure.message}`);
      }
      if (best === undefined) throw new Error('there is no metric');
      const message = `the HPA was able to successfully calculate a replica count from ${best.name}`;
      round.say('ScalingActive', 'True', 'ValidMetricFound', message);
      return { best, statuses: proposals.map(({ status }) => status) };
    };

    const podsOf = (round: Round, { selector }: Scale): readonly Pod[] => {
      const { autoscaler } = round;
      if (selector === '') {
        events.event(autoscaler, 'Warning', 'SelectorRequired', 'selector is required');
        round.say('ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
        throw new Error('selector is required');
      }
      const requirements = parseSelector(selector);
      return podInformer
        .list(autoscaler.metadata.namespace)
        .filter(({ metadata }) => selectorMatches(requirements, metadata.labels));
    };

    const sync = (key: string, round: Round): void => {
      const { autoscaler } = round;
      const { spec, metadata } = autoscaler;
      let scale: Scale;
      try {
        scale = scaleOf(client, metadata.namespace ?? '', spec.scaleTargetRef);
      } catch (error) {
        events.event(autoscaler, 'Warning', 'FailedGetScale', textOf(error));
        const message = `the HPA controller was unable to get the target's current scale: ${textOf(error)}`;
        round.say('AbleToScale', 'False', 'FailedGetScale', message);
        round.write({});
        return;
      }
      round.say('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
      const current = scale.wanted;
      const least = spec.minReplicas ?? 1;
      const known = memories.get(key);
      const memory = known ?? { ...noMemory, recommendations: [{ time: clock.now(), amount: current }] };
      memories.set(key, memory);

      let wanted = current;
      let reason = '';
      let statuses: readonly MetricStatus[] = [];
      if (current === 0) {
        const message = 'scaling is disabled since the replica count of the target is zero';
        round.say('ScalingActive', 'False', 'ScalingDisabled', message);
      } else if (current > spec.maxReplicas) {
        wanted = spec.maxReplicas;
        reason = 'Current number of replicas above Spec.MaxReplicas';
      } else if (current < least) {
        wanted = least;
        reason = 'Current number of replicas below Spec.MinReplicas';
      } else {
        let asked: ReturnType<typeof askAll>;
        try {
          asked = askAll(round, scale);
        } catch (error) {
          round.write({ currentReplicas: current, desiredReplicas: autoscaler.status?.desiredReplicas ?? 0, currentMetrics: [] });
          events.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', textOf(error));
          return;
        }
        ({ statuses } = asked);
        const desired = asked.best.replicas;
        if (desired > current) reason = `${asked.best.name} above target`;
        else if (desired < current) reason = 'All metrics below target';
        const limited = limit({ spec, current, desired, least, memory, now: clock.now() });
        round.say('AbleToScale', 'True', limited.able.reason, limited.able.message);
        round.say('ScalingLimited', limited.isLimited ? 'True' : 'False', limited.limited.reason, limited.limited.message);
        memories.set(key, { ...memory, recommendations: limited.recommendations });
        wanted = limited.replicas;
      }

      if (wanted !== current) {
        try {
          scale.set(wanted);
        } catch (error) {
          const what = `New size: ${wanted}; reason: ${reason}; error: ${textOf(error)}`;
          events.event(autoscaler, 'Warning', 'FailedRescale', what);
          const message = `the HPA controller was unable to update the target scale: ${textOf(error)}`;
          round.say('AbleToScale', 'False', 'FailedUpdateScale', message);
          round.write({ currentReplicas: current, currentMetrics: statuses });
          return;
        }
        const message = `the HPA controller was able to update the target scale to ${wanted}`;
        round.say('AbleToScale', 'True', 'SucceededRescale', message);
        events.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${wanted}; reason: ${reason}`);
        memories.set(key, noteScaling(memories.get(key) ?? memory, spec, current, wanted, clock.now()));
      }
      round.write({
        currentReplicas: current,
        desiredReplicas: wanted,
        currentMetrics: statuses,
        ...(wanted === current ? {} : { lastScaleTime: formatTime(clock.now()) }),
      });
    };

    return {
      reconcile(key) {
        const autoscaler = informer.get(splitKey(key));
        if (autoscaler === undefined) return;
        context.enqueueAfter(key, SYNC_PERIOD);
        let conditions = autoscaler.status?.conditions ?? [];
        sync(key, {
          autoscaler,
          say: (type, status, reason, message) => {
            conditions = put(conditions, type, status, reason, message, formatTime(clock.now()));
          },
          write: (changes) => {
            const before = { currentReplicas: 0, ...autoscaler.status, desiredReplicas: autoscaler.status?.desiredReplicas ?? 0 };
            const currentMetrics = changes.currentMetrics ?? before.currentMetrics ?? [];
            const status: HorizontalPodAutoscalerStatus = { ...before, ...changes, currentMetrics, conditions };
            if (!deepEqual(autoscaler.status, status)) client.updateStatus(horizontalPodAutoscalers, { ...autoscaler, status });
          },
        });
      },
    };
  },
});

/** One look at one object, and what is to be written about it. */
interface Round {
  readonly autoscaler: HorizontalPodAutoscaler;
  say(type: string, status: 'True' | 'False', reason: string, message: string): void;
  write(changes: Partial<HorizontalPodAutoscalerStatus>): void;
}
