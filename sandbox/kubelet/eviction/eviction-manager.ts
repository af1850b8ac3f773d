import type { Cancel } from '../../core/clock.ts';
import { toleratesTaint } from '../../core/toleration.ts';
import type { Pod } from '../../schema/types/core-v1.ts';
import type { Rejection } from '../admission.ts';
import type { NodeContext } from '../node-context.ts';
import type { PodVerdict } from '../pod-status.ts';
import { qualityOfService } from '../quality-of-service.ts';
import { isCritical } from '../static-pods/sources.ts';
import { evictionMessage } from './eviction-message.ts';
import { podUse, type PodUse } from './pod-usage.ts';
import { ranked } from './ranking.ts';
import { signals, type Observation, type Signal } from './signals.ts';
import { storageExcess } from './storage-limits.ts';

/** Milliseconds between two looks at what is left (`evictionMonitoringPeriod`). */
const PERIOD = 10_000;
/** Milliseconds for which a node's condition stands after it was last true (`evictionPressureTransitionPeriod`). */
const TRANSITION = 300_000;
/** Milliseconds between two looks whether an evicted Pod is gone, and how long it is waited for at most. */
const CLEAN_UP = { every: 1_000, longest: 30_000 };

/** Seconds that a Pod gets when a hard threshold is met. */
const IMMEDIATE = 1;

export type Pressure = Signal['condition'];

export interface EvictionOptions {
  readonly context: Pick<NodeContext, 'clock' | 'events' | 'runtime' | 'machine' | 'volumes' | 'allocations'>;
  /** What is left on the node, by resource. */
  observe(resource: Signal['resource']): Observation;
  /** Takes what nobody uses away: containers that ended, images without a container. */
  reclaim(): void;
  /** The Pods that run or are about to. */
  pods(): readonly Pod[];
  /** Ends a Pod for this reason, at once. */
  evict(uid: string, verdict: PodVerdict): void;
  /** Whether nothing of the Pod is left on the node. */
  isGone(uid: string): boolean;
  /** Called when the node's conditions have changed. */
  onChange(): void;
  /** The Node object is the one that its own Events are about. */
  tellNode(reason: string, message: string): void;
}

/** Sees to it that a node does not run out of memory or disk: at the cost of its Pods. Models pkg/kubelet/eviction. */
export class EvictionManager {
  private readonly lastSeen = new Map<Pressure, number>();
  private pressures: ReadonlySet<Pressure> = new Set();
  private timer: Cancel | undefined;

  constructor(private readonly options: EvictionOptions) {}

  start(): void {
    this.plan(PERIOD, () => this.look());
  }

  stop(): void {
    this.timer?.();
  }

  /** What the node is short of, or was a short time ago. */
  get conditions(): ReadonlySet<Pressure> {
    return this.pressures;
  }

  /** Why a node that is short of something does not take the Pod. Models the manager's Admit. */
  reject(pod: Pod): Rejection | undefined {
    if (this.pressures.size === 0 || isCritical(pod)) return undefined;
    const taint = { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' };
    const memoryOnly = this.pressures.size === 1 && this.pressures.has('MemoryPressure');
    if (memoryOnly && (qualityOfService(pod) !== 'BestEffort' || toleratesTaint(pod.spec.tolerations, taint))) return undefined;
    return { reason: 'Evicted', message: `The node had condition: [${[...this.pressures].join(' ')}]. ` };
  }

  private plan(milliseconds: number, then: () => void): void {
    this.timer = this.options.context.clock.after(milliseconds, then, { background: true });
  }

  private look(): void {
    const evicted = this.synchronize();
    if (evicted.length === 0) return this.plan(PERIOD, () => this.look());
    const since = this.options.context.clock.now();
    const wait = (): void => {
      const isOver = evicted.every((uid) => this.options.isGone(uid));
      if (isOver || this.options.context.clock.now() - since >= CLEAN_UP.longest) this.look();
      else this.plan(CLEAN_UP.every, wait);
    };
    this.plan(CLEAN_UP.every, wait);
  }

  /** Returns the Pods that have to go. */
  private synchronize(): readonly string[] {
    const { options } = this;
    const met = this.short();
    this.note(met);
    const uses = options.pods().map((pod) => podUse(pod, options.context));
    const overLimit = uses.filter((use) => {
      const message = storageExcess(use);
      return message !== undefined && this.evict(use, { reason: 'Evicted', message });
    });
    if (overLimit.length > 0) return overLimit.map(({ pod }) => pod.metadata.uid);
    const [first] = met;
    if (first === undefined) return [];
    options.tellNode('EvictionThresholdMet', `Attempting to reclaim ${first.resource}`);
    if (first.resource === 'ephemeral-storage') {
      options.reclaim();
      if (this.short().length === 0) return [];
    }
    const observation = options.observe(first.resource);
    for (const use of ranked(uses, first)) {
      const message = evictionMessage(first, observation, use);
      if (this.evict(use, { reason: 'Evicted', message, isDisruption: true })) return [use.pod.metadata.uid];
    }
    return [];
  }

  private short(): readonly Signal[] {
    return signals.filter((signal) => {
      const { available, capacity } = this.options.observe(signal.resource);
      return available < signal.threshold(capacity);
    });
  }

  private note(met: readonly Signal[]): void {
    const now = this.options.context.clock.now();
    for (const { condition } of met) this.lastSeen.set(condition, now);
    const next = new Set([...this.lastSeen].filter(([, time]) => now - time < TRANSITION).map(([condition]) => condition));
    const hasChanged = next.size !== this.pressures.size || [...next].some((condition) => !this.pressures.has(condition));
    this.pressures = next;
    if (hasChanged) this.options.onChange();
  }

  private evict({ pod }: PodUse, verdict: PodVerdict): boolean {
    if (isCritical(pod)) return false;
    this.options.context.events.event(pod, 'Warning', verdict.reason, verdict.message);
    this.options.evict(pod.metadata.uid, { ...verdict, grace: IMMEDIATE });
    return true;
  }
}
