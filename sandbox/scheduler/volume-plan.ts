import { selectedNode } from '../storage/annotations.ts';
import { bestMatch, isBound } from '../storage/matching.ts';
import { claimsOf } from '../storage/pod-claims.ts';
import { meetsTerm } from '../core/node-terms.ts';
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../schema/types/core-v1.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import type { StorageView } from './snapshot.ts';
import { storageClassOf } from '../core/storage-class.ts';

/** A class whose volumes nobody makes on request. */
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** A Pod's claims by what they need before the Pod can run. */
export interface PodStorage {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Bound only once a node has been chosen. */
  readonly delayed: readonly PersistentVolumeClaim[];
  /** Not bound, and not the scheduler's to bind. */
  readonly immediate: readonly PersistentVolumeClaim[];
}

/** What has to be done for a Pod's claims once it goes to a node. */
export interface VolumePlan {
  readonly bind: readonly { readonly claim: PersistentVolumeClaim; readonly volume: PersistentVolume }[];
  readonly provision: readonly PersistentVolumeClaim[];
}

/** Sorts a Pod's claims; those that do not exist are left out. Models GetPodVolumeClaims of plugins/volumebinding/binder.go. */
export function storageOf(pod: Pod, view: StorageView): PodStorage {
  const claims = claimsOf(pod).flatMap(({ name }) => view.claim(pod.metadata.namespace, name) ?? []);
  const open = claims.filter((claim) => !isBound(claim));
  const isDelayed = (claim: PersistentVolumeClaim): boolean =>
    claim.spec.volumeName === undefined && view.storageClass(storageClassOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer';
  return {
    bound: claims.filter(isBound),
    delayed: open.filter(isDelayed),
    immediate: open.filter((claim) => !isDelayed(claim)),
  };
}

/** How the delayed claims would be met on a node; undefined when they cannot be. Models FindPodVolumes. */
export function planFor(delayed: readonly PersistentVolumeClaim[], node: Node, view: StorageView): VolumePlan | undefined {
  const bind: VolumePlan['bind'][number][] = [];
  const provision: PersistentVolumeClaim[] = [];
  const local = view.volumes.filter((volume) => reaches(volume, node));
  const bySize = delayed.toSorted((left, right) => sizeOf(left).localeCompare(sizeOf(right), 'en', { numeric: true }));
  for (const claim of bySize) {
    const chosen = claim.metadata.annotations?.[selectedNode];
    if (chosen !== undefined) {
      if (chosen !== node.metadata.name) return undefined;
      provision.push(claim);
      continue;
    }
    const free = local.filter((volume) => !bind.some((one) => one.volume === volume));
    const volume = bestMatch(free, claim, false);
    if (volume !== undefined) bind.push({ claim, volume });
    else if (canProvision(view.storageClass(storageClassOf(claim)), node)) provision.push(claim);
    else return undefined;
  }
  return { bind, provision };
}

/** Whether a node can use a volume. Models CheckNodeAffinity of component-helpers/storage/volume. */
export function reaches({ spec }: PersistentVolume, node: Node): boolean {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => meetsTerm(node, term));
}

function canProvision(storageClass: StorageClass | undefined, { metadata }: Node): boolean {
  if (storageClass === undefined || storageClass.provisioner === '' || storageClass.provisioner === NO_PROVISIONER) return false;
  const { allowedTopologies = [] } = storageClass;
  const allows = ({ matchLabelExpressions = [] }: (typeof allowedTopologies)[number]): boolean =>
    matchLabelExpressions.every(({ key, values }) => {
      const value = metadata.labels?.[key];
      return value !== undefined && values.includes(value);
    });
  return allowedTopologies.length === 0 || allowedTopologies.some(allows);
}

function sizeOf({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.['storage'] ?? '0';
}
