import type { DaemonSetStatus } from '../../schema/types/apps-v1.ts';
import { compact } from '../workload/conditions.ts';
import { isReady } from '../workload/pod-state.ts';
import { isAvailable, isUpdated, type Daemons } from './daemons.ts';
import { placementOn } from './placement.ts';

/** What a DaemonSet's status counts: of each node the oldest Pod. Models updateDaemonSetStatus of pkg/controller/daemon. */
export function statusOf(daemons: Daemons): DaemonSetStatus {
  const { daemonSet, nodes, podsOn } = daemons;
  const places = nodes.map((node) => ({
    wanted: placementOn(node, daemonSet).shouldRun,
    pod: podsOn.get(node.metadata.name)?.[0],
  }));
  const wanted = places.filter((place) => place.wanted);
  const present = wanted.flatMap(({ pod }) => (pod === undefined ? [] : [pod]));
  const available = present.filter((pod) => isAvailable(daemons, pod)).length;
  return {
    ...compact({
      collisionCount: daemonSet.status.collisionCount,
      conditions: daemonSet.status.conditions,
      observedGeneration: daemonSet.metadata.generation,
      updatedNumberScheduled: present.filter((pod) => isUpdated(daemons, pod)).length,
      numberAvailable: available,
      numberUnavailable: wanted.length - available,
    }),
    desiredNumberScheduled: wanted.length,
    currentNumberScheduled: present.length,
    numberMisscheduled: places.filter(({ wanted: here, pod }) => !here && pod !== undefined).length,
    numberReady: present.filter(isReady).length,
  };
}
