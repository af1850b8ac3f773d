import type { DaemonSet } from '../../schema/types/apps-v1.ts';
import type { Node, Pod } from '../../schema/types/core-v1.ts';
import { share } from '../workload/share.ts';
import { REVISION_HASH } from '../workload/controller-revisions.ts';
import { isFinished, untilAvailable } from '../workload/pod-state.ts';
import { targetNode } from './placement.ts';

export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const GENERATION_LABEL = 'pod-template-generation';

/** A DaemonSet with its nodes and Pods, as they were when this look at them began. */
export interface Daemons {
  readonly daemonSet: DaemonSet;
  /** The value of `controller-revision-hash` for its template. */
  readonly hash: string;
  readonly nodes: readonly Node[];
  /** Its Pods by the node they are on or made for, without those that have ended and wait to be removed. */
  readonly podsOn: ReadonlyMap<string, readonly Pod[]>;
  readonly now: number;
}

export function podsByNode(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const present = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined || !isFinished(pod));
  const byNode = new Map<string, Pod[]>();
  for (const pod of present.toSorted(scheduledThenOldest)) {
    const name = targetNode(pod);
    if (name !== undefined) byNode.set(name, [...(byNode.get(name) ?? []), pod]);
  }
  return byNode;
}

function scheduledThenOldest(left: Pod, right: Pod): number {
  const [first, second] = [left, right].map(
    ({ spec, metadata }) => `${spec.nodeName ? 0 : 1} ${metadata.creationTimestamp} ${metadata.name}`,
  );
  return (first ?? '') < (second ?? '') ? -1 : 1;
}

/** The labels by which a Pod shows which template it was made from. */
export function templateLabels({ daemonSet, hash }: Daemons): { readonly [key: string]: string } {
  const generation = daemonSet.metadata.annotations?.[TEMPLATE_GENERATION];
  return { ...(generation === undefined ? {} : { [GENERATION_LABEL]: generation }), [REVISION_HASH]: hash };
}

export function isUpdated(daemons: Daemons, pod: Pod): boolean {
  return Object.entries(templateLabels(daemons)).some(([key, value]) => pod.metadata.labels?.[key] === value);
}

export function isAvailable({ daemonSet, now }: Daemons, pod: Pod): boolean {
  return untilAvailable(pod, daemonSet.spec.minReadySeconds ?? 0, now) === 0;
}

/** How many extra Pods a rolling update may have and how many may be missing. Percentages round up. */
export function limits({ spec: { updateStrategy } }: DaemonSet, wanted: number): { maxSurge: number; maxUnavailable: number } {
  if (updateStrategy?.type !== 'RollingUpdate') return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge = 0, maxUnavailable = 0 } = updateStrategy.rollingUpdate ?? {};
  const [surge, unavailable] = [share(maxSurge, wanted, Math.ceil), share(maxUnavailable, wanted, Math.ceil)];
  // A percentage of nothing must not stop the update.
  return { maxSurge: surge, maxUnavailable: wanted > 0 && surge === 0 && unavailable === 0 ? 1 : unavailable };
}
