import type { EventRecorder } from '../../api/component.ts';
import type { Node, Pod } from '../../schema/types/core-v1.ts';
import { REVISION_HASH } from '../workload/controller-revisions.ts';
import { isReady } from '../workload/pod-state.ts';
import { noChanges, together, type Changes } from './changes.ts';
import { isAvailable, limits, type Daemons } from './daemons.ts';
import type { FailedPodsBackoff } from './failed-pods.ts';
import { placementOn } from './placement.ts';

export interface PlacingTools {
  readonly events: EventRecorder;
  readonly backoff: FailedPodsBackoff;
  enqueueAfter(milliseconds: number): void;
}

/** One Pod on every node that should have one, none elsewhere. Models manage of pkg/controller/daemon. */
export function placePods(tools: PlacingTools, daemons: Daemons): Changes {
  const { nodes, podsOn } = daemons;
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  // The scheduler will never place a Pod for a node that is gone, and nobody else removes it.
  const stranded = [...podsOn]
    .filter(([nodeName]) => !names.has(nodeName))
    .flatMap(([, list]) => list.filter(({ spec }) => !spec.nodeName).map(({ metadata }) => metadata.name));
  return together([...nodes.map((node) => changesOn(tools, daemons, node)), { create: [], remove: stranded }]);
}

function changesOn(tools: PlacingTools, daemons: Daemons, node: Node): Changes {
  const { daemonSet, podsOn } = daemons;
  const { shouldRun, mayStay } = placementOn(node, daemonSet);
  const pods = podsOn.get(node.metadata.name);
  if (pods === undefined) return shouldRun ? { create: [node.metadata.name], remove: [] } : noChanges;
  const present = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  if (!mayStay) return { create: [], remove: namesOf(present) };

  const ended = namesOf(present.filter((pod) => hasEnded(tools, daemons, pod, node.metadata.name)));
  const running = present.filter(({ status }) => status.phase !== 'Failed' && status.phase !== 'Succeeded');
  if (limits(daemonSet, 1).maxSurge === 0) return { create: [], remove: [...ended, ...namesOf(running.slice(1))] };
  if (running.length > 1) return { create: [], remove: [...ended, ...tooManyWithSurge(daemons, running)] };
  return { create: running.length === 0 && shouldRun ? [node.metadata.name] : [], remove: ended };
}

/** Whether a Pod has come to its end and may be replaced now; tells of it in an Event. */
function hasEnded({ events, backoff, enqueueAfter }: PlacingTools, daemons: Daemons, pod: Pod, nodeName: string): boolean {
  const { daemonSet, now } = daemons;
  const { name, namespace } = pod.metadata;
  if (pod.status.phase === 'Succeeded') {
    const message = `Found succeeded daemon pod ${namespace}/${name} on node ${nodeName}, will try to delete it`;
    events.event(daemonSet, 'Normal', 'SucceededDaemonPod', message);
    return true;
  }
  if (pod.status.phase !== 'Failed') return false;
  const wait = backoff.next(`${daemonSet.metadata.uid}/${daemonSet.status.observedGeneration ?? 0}/${nodeName}`, now);
  if (wait > 0) {
    enqueueAfter(wait);
    return false;
  }
  const message = `Found failed daemon pod ${namespace}/${name} on node ${nodeName}, will try to kill it`;
  events.event(daemonSet, 'Warning', 'FailedDaemonPod', message);
  return true;
}

/**
 * With surge a node may have two Pods only while the old one is ready and the new one not available yet. All others go; so does the old one
 * once the new one can take over, or when it is of no use itself.
 */
function tooManyWithSurge(daemons: Daemons, running: readonly Pod[]): readonly string[] {
  const isNew = (pod: Pod) => pod.metadata.labels?.[REVISION_HASH] === daemons.hash;
  const newest = running.find(isNew);
  const old = running.find((pod) => !isNew(pod));
  const surplus = namesOf(running.filter((pod) => pod !== newest && pod !== old));
  if (newest === undefined || old === undefined) return surplus;
  return !isReady(old) || isAvailable(daemons, newest) ? [...surplus, old.metadata.name] : surplus;
}

function namesOf(pods: readonly Pod[]): readonly string[] {
  return pods.map(({ metadata }) => metadata.name);
}
