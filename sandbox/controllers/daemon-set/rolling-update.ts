import type { Pod } from '../../schema/types/core-v1.ts';
import { isAvailable, isUpdated, limits, type Daemons } from './daemons.ts';
import type { Changes } from './changes.ts';
import { placementOn } from './placement.ts';

/** Which old Pods may go, and which nodes get an extra one, as far as the strategy allows. Models pkg/controller/daemon/update.go. */
export function rollingUpdate(daemons: Daemons): Changes {
  const wanted = daemons.nodes.filter((node) => placementOn(node, daemons.daemonSet).shouldRun);
  const names = new Set([...daemons.podsOn.keys(), ...wanted.map(({ metadata }) => metadata.name)]);
  const places = [...names].map((nodeName) => placeOf(daemons, nodeName));
  const { maxSurge, maxUnavailable } = limits(daemons.daemonSet, wanted.length);
  if (maxSurge === 0) return { create: [], remove: replace(daemons, places, maxUnavailable) };
  return surge(daemons, places, maxSurge, wanted.length);
}

/** What is on one node, Pods that are going left out. */
interface Place {
  readonly nodeName: string;
  readonly newPod: Pod | undefined;
  readonly oldPod: Pod | undefined;
  /** More Pods than an update can explain: they are sorted out elsewhere first. */
  readonly crowded: boolean;
}

function placeOf(daemons: Daemons, nodeName: string): Place {
  const present = (daemons.podsOn.get(nodeName) ?? []).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const fresh = present.filter((pod) => isUpdated(daemons, pod));
  const old = present.filter((pod) => !fresh.includes(pod));
  return { nodeName, newPod: fresh[0], oldPod: old[0], crowded: fresh.length > 1 || old.length > 1 };
}

/** Old Pods that do not work anyway, and as many working ones as may be missing. */
function replace(daemons: Daemons, places: readonly Place[], maxUnavailable: number): readonly string[] {
  const broken: string[] = [];
  const candidates: string[] = [];
  let unavailable = 0;
  for (const { newPod, oldPod, crowded } of places) {
    if (crowded || (newPod === undefined) === (oldPod === undefined)) {
      unavailable++;
    } else if (newPod !== undefined) {
      if (!isAvailable(daemons, newPod)) unavailable++;
    } else if (oldPod !== undefined) {
      if (isAvailable(daemons, oldPod)) {
        candidates.push(oldPod.metadata.name);
      } else {
        broken.push(oldPod.metadata.name);
        unavailable++;
      }
    }
  }
  return [...broken, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))];
}

/** New Pods beside old ones: at once where the old one does not work, else as many as may be extra. */
function surge(daemons: Daemons, places: readonly Place[], maxSurge: number, wanted: number): Changes {
  const nodes = new Map(daemons.nodes.map((node) => [node.metadata.name, node]));
  const remove: string[] = [];
  const misplaced: string[] = [];
  const urgent: string[] = [];
  const candidates: string[] = [];
  let surging = 0;
  let available = 0;
  for (const { nodeName, newPod, oldPod, crowded } of places) {
    if (crowded) {
      surging++;
      continue;
    }
    const serving = oldPod ?? newPod;
    const serves = serving !== undefined && isAvailable(daemons, serving);
    if (serves) available++;
    if (oldPod === undefined) continue;
    const oldName = oldPod.metadata.name;
    if (newPod !== undefined) {
      if (isAvailable(daemons, newPod)) remove.push(oldName);
      else surging++;
      continue;
    }
    const node = nodes.get(nodeName);
    const belongs = node !== undefined && placementOn(node, daemons.daemonSet).shouldRun;
    if (belongs) (serves ? candidates : urgent).push(nodeName);
    else (serves ? misplaced : remove).push(oldName);
  }
  // Where the wanted nodes change, the old place keeps its Pod until the new one works.
  const spare = Math.max(0, available - wanted);
  return {
    create: [...urgent, ...candidates.slice(0, Math.max(0, maxSurge - surging))],
    remove: [...remove, ...misplaced.slice(0, spare)],
  };
}
