import { parseTime } from '../core/time-text.ts';
import type { Pod } from '../schema/types/core-v1.ts';
import { fits, type Failure } from './cycle.ts';
import type { Rejection, SchedulerPlugin } from './define-plugin.ts';
import { withPods, type NodeState, type Snapshot } from './snapshot.ts';

export type Preemption =
  | { readonly node: string; readonly victims: readonly Pod[] }
  /** What is added to the message of the failure. */
  | { readonly node: undefined; readonly rejections: ReadonlyMap<string, Rejection> }
  | { readonly node: undefined; readonly ineligible: string };

/** Whether deleting one more Pod would break a promise to keep it (a PodDisruptionBudget). */
export type Protection = (victims: readonly Pod[]) => ReadonlySet<Pod>;

const notHelpful: Rejection = { reasons: ['Preemption is not helpful for scheduling'], preemptible: false };
const noVictims: Rejection = { reasons: ['No preemption victims found for incoming pod'], preemptible: false };

interface Candidate {
  readonly node: string;
  readonly victims: readonly Pod[];
  readonly violations: number;
}

/** Looks for Pods of lower priority that could make room. Models pkg/scheduler/framework/preemption and plugins/defaultpreemption. */
export function findVictims(
  plugins: readonly SchedulerPlugin[],
  pod: Pod,
  cluster: Snapshot,
  failure: Failure,
  protectedOnes: Protection,
): Preemption {
  if (pod.spec.preemptionPolicy === 'Never')
    return { node: undefined, ineligible: 'not eligible due to preemptionPolicy=Never.' };
  if (waitsForVictims(pod, cluster, failure)) {
    return { node: undefined, ineligible: 'not eligible due to terminating pod on the nominated node.' };
  }
  const rejections = new Map<string, Rejection>();
  const candidates: Candidate[] = [];
  for (const node of cluster.nodes) {
    if (failure.rejections.get(node.name)?.preemptible !== true) {
      rejections.set(node.name, notHelpful);
      continue;
    }
    const found = victimsOn(plugins, pod, cluster, node, protectedOnes);
    if ('reasons' in found) rejections.set(node.name, found);
    else candidates.push(found);
  }
  const best = bestOf(candidates);
  return best ? { node: best.node, victims: best.victims } : { node: undefined, rejections };
}

/** Whether the Pod preempted before and its victims are still on their way out. */
function waitsForVictims(pod: Pod, cluster: Snapshot, failure: Failure): boolean {
  const nominated = pod.status.nominatedNodeName;
  if (!nominated || failure.rejections.get(nominated)?.preemptible === false) return false;
  const node = cluster.nodes.find(({ name }) => name === nominated);
  return (node?.pods ?? []).some(
    (other) => other.metadata.deletionTimestamp !== undefined && priorityOf(other) < priorityOf(pod),
  );
}

function victimsOn(
  plugins: readonly SchedulerPlugin[],
  pod: Pod,
  cluster: Snapshot,
  node: NodeState,
  protectedOnes: Protection,
): Candidate | Rejection {
  const potential = node.pods.filter((other) => priorityOf(other) < priorityOf(pod)).toSorted(byImportance);
  if (potential.length === 0) return noVictims;
  let remaining = node.pods.filter((other) => !potential.includes(other));
  const rejection = fits(plugins, pod, withPods(cluster, node, remaining), node.name);
  if (rejection !== undefined) return rejection;

  // As many as possible are spared, the protected and the important ones first.
  const shielded = protectedOnes(potential);
  const victims: Pod[] = [];
  let violations = 0;
  for (const other of [...potential.filter((one) => shielded.has(one)), ...potential.filter((one) => !shielded.has(one))]) {
    const spared = [...remaining, other];
    if (fits(plugins, pod, withPods(cluster, node, spared), node.name) === undefined) remaining = spared;
    else {
      victims.push(other);
      if (shielded.has(other)) violations++;
    }
  }
  return { node: node.name, victims: victims.toSorted(byImportance), violations };
}

/** The candidate that does the least harm. */
function bestOf(candidates: readonly Candidate[]): Candidate | undefined {
  const criteria: readonly ((candidate: Candidate) => number)[] = [
    ({ violations }) => violations,
    ({ victims: [first] }) => (first ? priorityOf(first) : 0),
    ({ victims }) => victims.reduce((sum, victim) => sum + priorityOf(victim) + 2_147_483_648, 0),
    ({ victims }) => victims.length,
    ({ victims }) => -earliestStart(victims),
  ];
  let best = candidates;
  for (const harm of criteria) {
    const least = Math.min(...best.map(harm));
    best = best.filter((candidate) => harm(candidate) === least);
  }
  return best[0];
}

/** Start of the longest running among the victims of the highest priority. */
function earliestStart(victims: readonly Pod[]): number {
  const highest = Math.max(...victims.map(priorityOf));
  return Math.min(...victims.filter((victim) => priorityOf(victim) === highest).map(startOf));
}

function byImportance(left: Pod, right: Pod): number {
  return priorityOf(right) - priorityOf(left) || startOf(left) - startOf(right);
}

function priorityOf({ spec }: Pod): number {
  return spec.priority ?? 0;
}

function startOf({ status }: Pod): number {
  return parseTime(status.startTime ?? '') ?? Number.MAX_SAFE_INTEGER;
}
