import type { HPAScalingRules, HorizontalPodAutoscalerSpec } from '../../schema/types/autoscaling-v2.ts';

/** Recommendations of this long ago still hold a workload up, in milliseconds, where the object says nothing else. */
export const STABILIZATION = 300_000;
/** Without rules of its own a workload at most doubles in one step, but may always have this many. */
const LEAST_LIMIT = 4;

/** Something that was recommended, or by how much a workload was scaled. */
export interface Noted {
  readonly time: number;
  readonly amount: number;
}

/** What the controller remembers of one object. */
export interface Memory {
  readonly recommendations: readonly Noted[];
  readonly grown: readonly Noted[];
  readonly shrunk: readonly Noted[];
}

export const noMemory: Memory = { recommendations: [], grown: [], shrunk: [] };

export interface Verdict {
  readonly reason: string;
  readonly message: string;
}

/** A number of replicas within all bounds, and what the conditions say about it. */
export interface Limited {
  readonly replicas: number;
  readonly able: Verdict;
  /** Whether bounds changed the number. */
  readonly isLimited: boolean;
  readonly limited: Verdict;
  readonly recommendations: readonly Noted[];
}

interface Wish {
  readonly spec: HorizontalPodAutoscalerSpec;
  readonly current: number;
  readonly desired: number;
  readonly least: number;
  readonly memory: Memory;
  readonly now: number;
}

const readyForNewScale: Verdict = { reason: 'ReadyForNewScale', message: 'recommended size matches current size' };
const scaleDownStabilized: Verdict = {
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};
const scaleUpStabilized: Verdict = {
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};
const tooFast: Verdict = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};
const tooFastDown: Verdict = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};
const tooMany: Verdict = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};
const tooFew: Verdict = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};
const withinRange: Verdict = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};

/**
 * Keeps a wish within the object's bounds and rates, and down-scaling behind the highest recent recommendation. Models
 * normalizeDesiredReplicas and normalizeDesiredReplicasWithBehaviors of pkg/controller/podautoscaler/horizontal.go.
 */
export function limit(wish: Wish): Limited {
  const { spec, desired, current, memory, now } = wish;
  const { scaleUp, scaleDown } = spec.behavior ?? {};
  const upWindow = (scaleUp?.stabilizationWindowSeconds ?? 0) * 1000;
  const downWindow = (scaleDown?.stabilizationWindowSeconds ?? STABILIZATION / 1000) * 1000;
  const since = (window: number): readonly number[] =>
    memory.recommendations.filter(({ time }) => time > now - window).map(({ amount }) => amount);
  const highest = Math.max(desired, ...since(downWindow));
  const lowest = Math.min(desired, ...since(upWindow));
  const stabilized = spec.behavior === undefined ? highest : Math.min(Math.max(current, lowest), highest);
  const able =
    stabilized === desired
      ? readyForNewScale
      : spec.behavior !== undefined && desired >= current
        ? scaleUpStabilized
        : scaleDownStabilized;
  const bounded = spec.behavior === undefined ? withinRules(wish, stabilized) : withinRates(wish, stabilized, scaleUp, scaleDown);
  const longest = Math.max(upWindow, downWindow);
  return {
    replicas: bounded.replicas,
    able,
    isLimited: bounded.replicas !== stabilized,
    limited: bounded.verdict,
    recommendations: [...memory.recommendations.filter(({ time }) => time >= now - longest), { time: now, amount: desired }],
  };
}

interface Bounded {
  readonly replicas: number;
  readonly verdict: Verdict;
}

function withinRules({ spec, current, least }: Wish, wanted: number): Bounded {
  if (wanted < least) return { replicas: least, verdict: tooFew };
  return notAbove(spec, wanted, Math.max(2 * current, LEAST_LIMIT));
}

/** No more than the object allows, and than a step may be. */
function notAbove({ maxReplicas }: HorizontalPodAutoscalerSpec, wanted: number, fastest: number): Bounded {
  const most = Math.min(maxReplicas, fastest);
  if (wanted <= most) return { replicas: wanted, verdict: withinRange };
  return { replicas: most, verdict: maxReplicas > fastest ? tooFast : tooMany };
}

function withinRates(
  { spec, current, least, memory, now }: Wish,
  wanted: number,
  scaleUp: HPAScalingRules | undefined,
  scaleDown: HPAScalingRules | undefined,
): Bounded {
  if (wanted === current) return { replicas: wanted, verdict: withinRange };
  const isUp = wanted > current;
  const rules = isUp ? scaleUp : scaleDown;
  const startOf = (seconds: number): number => {
    const changed = (events: readonly Noted[]): number =>
      events.filter(({ time }) => time > now - seconds * 1000).reduce((sum, { amount }) => sum + amount, 0);
    return current - changed(memory.grown) + changed(memory.shrunk);
  };
  const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
    const start = startOf(periodSeconds);
    if (isUp) return type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100));
    return type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100));
  });
  const isDisabled = rules?.selectPolicy === 'Disabled' || proposals.length === 0;
  // The policy of the least change is the lowest number on the way up and the highest on the way down.
  const choose = isUp === (rules?.selectPolicy === 'Min') ? Math.min : Math.max;
  const chosen = isDisabled ? current : choose(...proposals);
  if (isUp) return notAbove(spec, wanted, Math.max(current, chosen));
  const slowest = Math.min(current, chosen);
  const fewest = Math.max(least, slowest);
  if (wanted >= fewest) return { replicas: wanted, verdict: withinRange };
  return { replicas: fewest, verdict: least < slowest ? tooFastDown : tooFew };
}

/** The memory after a workload was scaled; what no rule looks back to is forgotten. Models storeScaleEvent. */
export function noteScaling(
  memory: Memory,
  spec: HorizontalPodAutoscalerSpec,
  before: number,
  after: number,
  now: number,
): Memory {
  if (spec.behavior === undefined) return memory;
  const kept = (events: readonly Noted[], rules: HPAScalingRules | undefined): readonly Noted[] => {
    const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds)) * 1000;
    return events.filter(({ time }) => time >= now - longest);
  };
  const { scaleUp, scaleDown } = spec.behavior;
  return after > before
    ? { ...memory, grown: [...kept(memory.grown, scaleUp), { time: now, amount: after - before }] }
    : { ...memory, shrunk: [...kept(memory.shrunk, scaleDown), { time: now, amount: before - after }] };
}
