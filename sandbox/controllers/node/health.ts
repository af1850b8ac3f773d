import { parseTime } from '../../core/time-text.ts';
import type { Node, NodeCondition, Taint } from '../../schema/types/core-v1.ts';
import type { Lease } from '../../schema/types/coordination-v1.ts';

/** Milliseconds without a sign of life after which a node counts as unreachable. */
export const GRACE = 50_000;
/** The same for a node that has not reported anything yet. */
export const STARTUP_GRACE = 60_000;

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const CORDON = 'node.kubernetes.io/unschedulable';

/** What the controller remembers of a node: when it last heard of it, by its own clock. */
export interface Heartbeat {
  readonly seen: number;
  /** The texts of lease and status; one that changes is a sign of life. */
  readonly signs: string;
  readonly reported: boolean;
}

export function heartbeat(before: Heartbeat | undefined, node: Node, lease: Lease | undefined, now: number): Heartbeat {
  const ready = readyCondition(node);
  const signs = `${lease?.spec?.renewTime ?? ''} ${ready?.lastHeartbeatTime ?? ''}`;
  const reported = ready !== undefined;
  if (before === undefined) {
    const created = parseTime(node.metadata.creationTimestamp) ?? now;
    return { seen: reported ? now : created, signs, reported };
  }
  return before.signs === signs ? { ...before, reported } : { seen: now, signs, reported };
}

/** `grace` is how long a node that has reported before may be silent, in milliseconds. */
export function isSilent({ seen, reported }: Heartbeat, grace: number, now: number): boolean {
  return now > seen + (reported ? grace : STARTUP_GRACE);
}

export function readyCondition(node: Node): NodeCondition | undefined {
  return node.status.conditions?.find(({ type }) => type === 'Ready');
}

/** The conditions of a node that nobody hears of any more: nothing is known. */
export function unknownConditions(node: Node, time: string): readonly NodeCondition[] {
  const current = node.status.conditions ?? [];
  const types = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];
  const unknown = types.map((type): NodeCondition => {
    const before = current.find((condition) => condition.type === type);
    if (before?.status === 'Unknown') return before;
    return before
      ? {
          ...before,
          status: 'Unknown',
          reason: 'NodeStatusUnknown',
          message: 'Kubelet stopped posting node status.',
          lastTransitionTime: time,
        }
      : {
          type,
          status: 'Unknown',
          reason: 'NodeStatusNeverUpdated',
          message: 'Kubelet never posted node status.',
          lastHeartbeatTime: node.metadata.creationTimestamp,
          lastTransitionTime: time,
        };
  });
  return [
    ...current.map((condition) => unknown.find(({ type }) => type === condition.type) ?? condition),
    ...unknown.filter(({ type }) => !current.some((condition) => condition.type === type)),
  ];
}

/** Taints by condition: what keeps new Pods away. */
const conditionTaints: { readonly [condition: string]: { readonly [status: string]: string } } = {
  Ready: { False: NOT_READY, Unknown: UNREACHABLE },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
};
const managedKeys = new Set([CORDON, ...Object.values(conditionTaints).flatMap((byStatus) => Object.values(byStatus))]);

/**
 * The taints that a node should have. The controller's own follow the conditions; whether one of effect NoExecute is there `evict` says,
 * and without it they stay as they are. `time` is that of a new taint.
 */
export function taintsFor(node: Node, evict: boolean | undefined, time: string): readonly Taint[] {
  const current = node.spec.taints ?? [];
  const keys = (node.status.conditions ?? []).flatMap(({ type, status }) => conditionTaints[type]?.[status] ?? []);
  if (node.spec.unschedulable) keys.push(CORDON);
  const evicting = evictingKey(node);
  const wanted = [
    ...keys.map((key) => ({ key, effect: 'NoSchedule' })),
    ...(evicting !== undefined && evict === true ? [{ key: evicting, effect: 'NoExecute' }] : []),
  ];
  const kept = current.filter(
    ({ key, effect }) =>
      (evict === undefined && effect === 'NoExecute') ||
      !isManaged(key, effect) ||
      wanted.some((taint) => taint.key === key && taint.effect === effect),
  );
  const added = wanted.filter((taint) => !kept.some(({ key, effect }) => key === taint.key && effect === taint.effect));
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded: time }))];
}

/** The taint by which a node in trouble loses its Pods; undefined for one that is well. */
function evictingKey(node: Node): string | undefined {
  const status = readyCondition(node)?.status;
  return status === 'False' ? NOT_READY : status === 'Unknown' ? UNREACHABLE : undefined;
}

export function isInTrouble(node: Node): boolean {
  return evictingKey(node) !== undefined;
}

/** Whether it loses its Pods already, for whichever trouble. */
export function isEvicting({ spec }: Node): boolean {
  return (spec.taints ?? []).some(({ key, effect }) => effect === 'NoExecute' && isManaged(key, effect));
}

function isManaged(key: string, effect: string): boolean {
  if (effect === 'NoSchedule') return managedKeys.has(key);
  return effect === 'NoExecute' && (key === NOT_READY || key === UNREACHABLE);
}
