import { quantityMilliValue } from '../../core/quantity.ts';
import { parseTime } from '../../core/time-text.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import { podCondition } from '../workload/pod-state.ts';
import type { PodMetric } from './pod-metrics.ts';

/** For so long after its start a Pod's CPU use is not to be trusted, in milliseconds. */
const CPU_INITIALIZATION = 300_000;
/** A Pod that became unready so soon after its start was never ready. */
const INITIAL_READINESS_DELAY = 30_000;

/** How far use may be off its target without anything being done, as a share. */
export interface Tolerances {
  readonly up: number;
  readonly down: number;
}

export interface Proposal {
  readonly replicas: number;
  /** Average use of a Pod, in thousandths. */
  readonly average: number;
  /** The same in percent of what is requested, where the target is one. */
  readonly utilization?: number;
}

interface Question {
  readonly replicas: number;
  readonly resource: string;
  readonly container: string | undefined;
  readonly pods: readonly Pod[];
  readonly metrics: ReadonlyMap<string, PodMetric>;
  readonly tolerances: Tolerances;
  readonly now: number;
}

/**
 * How many replicas bring the use to a percentage of what the Pods request. Throws Error in the controller's words. Models
 * GetResourceReplicas of pkg/controller/podautoscaler/replica_calculator.go.
 */
export function replicasForUtilization(question: Question, target: number): Proposal {
  const { pods, container, resource } = question;
  const groups = grouped(question);
  const requests = new Map(pods.map((pod) => [pod.metadata.name, requestOf(pod, container, resource)]));
  const measure = (used: ReadonlyMap<string, number>): Measure => {
    const known = [...used].filter(([name]) => requests.has(name));
    const total = known.reduce((sum, [, value]) => sum + value, 0);
    const requested = known.reduce((sum, [name]) => sum + (requests.get(name) ?? 0), 0);
    if (requested === 0) throw new Error('no metrics returned matched known pods');
    const utilization = Math.trunc((total * 100) / requested);
    return { ratio: utilization / target, utilization, average: Math.trunc(total / known.length) };
  };
  // A Pod that says nothing counts for the worse: idle when more are wanted, at its full request when fewer.
  const silent = (name: string): number => Math.trunc((Math.max(100, target) * (requests.get(name) ?? 0)) / 100);
  return propose(question, groups, measure, silent);
}

/** How many replicas bring the average use of a Pod to an amount, in thousandths. Models GetRawResourceReplicas. */
export function replicasForAverage(question: Question, target: number): Proposal {
  const measure = (used: ReadonlyMap<string, number>): Measure => {
    const total = [...used.values()].reduce((sum, value) => sum + value, 0);
    const average = Math.trunc(total / used.size);
    return { ratio: average / target, average };
  };
  return propose(question, grouped(question), measure, () => target);
}

interface Measure {
  readonly ratio: number;
  readonly average: number;
  readonly utilization?: number;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  /** What the ready ones use. */
  readonly used: ReadonlyMap<string, number>;
}

function propose(
  { replicas, tolerances }: Question,
  { ready, unready, missing, used }: Groups,
  measure: (used: ReadonlyMap<string, number>) => Measure,
  silent: (name: string) => number,
): Proposal {
  const within = (ratio: number): boolean => ratio >= 1 - tolerances.down && ratio <= 1 + tolerances.up;
  const first = measure(used);
  const { average, utilization } = first;
  const answer = (count: number): Proposal => ({
    replicas: count,
    average,
    ...(utilization === undefined ? {} : { utilization }),
  });
  const fillsUp = unready.length > 0 && first.ratio > 1;
  if (!fillsUp && missing.length === 0) return answer(within(first.ratio) ? replicas : Math.ceil(first.ratio * ready));
  const assumed = new Map(used);
  if (first.ratio !== 1) for (const name of missing) assumed.set(name, first.ratio < 1 ? silent(name) : 0);
  if (fillsUp) for (const name of unready) assumed.set(name, 0);
  const second = measure(assumed);
  const turned = (first.ratio < 1 && second.ratio > 1) || (first.ratio > 1 && second.ratio < 1);
  if (within(second.ratio) || turned) return answer(replicas);
  const count = Math.ceil(second.ratio * assumed.size);
  const wrongWay = (second.ratio < 1 && count > replicas) || (second.ratio > 1 && count < replicas);
  return answer(wrongWay ? replicas : count);
}

/** Models groupPods. Throws Error when no Pod can be judged. */
function grouped({ pods, metrics, resource, now }: Question): Groups {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const unready: string[] = [];
  const missing: string[] = [];
  const used = new Map<string, number>();
  for (const pod of pods) {
    const { name, deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined || pod.status.phase === 'Failed') continue;
    const metric = metrics.get(name);
    if (pod.status.phase === 'Pending') unready.push(name);
    else if (metric === undefined) missing.push(name);
    else if (resource === 'cpu' && isWarmingUp(pod, metric, now)) unready.push(name);
    else used.set(name, metric.value);
  }
  if (used.size === 0) throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  return { ready: used.size, unready, missing, used };
}

function isWarmingUp(pod: Pod, metric: PodMetric, now: number): boolean {
  const ready = podCondition(pod, 'Ready');
  const started = parseTime(pod.status.startTime ?? '');
  if (ready === undefined || started === undefined) return true;
  const changed = parseTime(ready.lastTransitionTime ?? '') ?? 0;
  const isUnready = ready.status === 'False';
  if (started + CPU_INITIALIZATION > now) return isUnready || metric.time < changed + metric.window;
  return isUnready && started + INITIAL_READINESS_DELAY > changed;
}

/** Thousandths. Throws Error when a container does not say what it requests. Models calculatePodRequestsFromContainers. */
function requestOf({ metadata, spec }: Pod, container: string | undefined, resource: string): number {
  const whole = spec.resources?.requests?.[resource];
  if (container === undefined && whole !== undefined) return quantityMilliValue(String(whole));
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const counted = [...spec.containers, ...sidecars].filter(({ name }) => container === undefined || name === container);
  if (counted.length === 0) throw new Error(`container ${container ?? ''} not found in Pod ${metadata.name}`);
  return counted.reduce((sum, { name, resources }) => {
    const request = resources?.requests?.[resource];
    if (request === undefined) throw new Error(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
    return sum + quantityMilliValue(String(request));
  }, 0);
}
