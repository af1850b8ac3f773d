import { matches } from '../core/label-selector.ts';
import { compareQuantities } from '../core/quantity.ts';
import { bindCompleted } from './annotations.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../schema/types/core-v1.ts';
import { storageClassOf } from '../core/storage-class.ts';

/** Whether claim and volume have found each other for good. */
export function isBound({ metadata, spec }: PersistentVolumeClaim): boolean {
  return Boolean(spec.volumeName) && metadata.annotations?.[bindCompleted] !== undefined;
}

/** Whether a volume was bound to this claim, or is reserved for it by name. */
export function isReservedFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { claimRef } = spec;
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return claimRef.uid === undefined || claimRef.uid === metadata.uid;
}

/** What keeps a volume from serving a claim that asks for it by name; undefined when nothing does. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  const requested = claim.spec.resources?.requests?.['storage'] ?? '0';
  if (compareQuantities(volume.spec.capacity?.['storage'] ?? '0', requested) < 0) return 'requested PV is too small';
  if (storageClassOf(volume) !== storageClassOf(claim)) return 'storageClassName does not match';
  if ((volume.spec.volumeMode ?? 'Filesystem') !== (claim.spec.volumeMode ?? 'Filesystem')) return 'incompatible volumeMode';
  return hasModes(volume, claim) ? undefined : 'incompatible accessMode';
}

/** The volume that a claim gets: one reserved for it, or else the smallest that serves with the fewest other access modes. */
export function bestMatch(
  volumes: readonly PersistentVolume[],
  claim: PersistentVolumeClaim,
  later: boolean,
): PersistentVolume | undefined {
  const reserved = volumes.find((volume) => isReservedFor(volume, claim));
  if (reserved !== undefined && mismatch(reserved, claim) === undefined) return reserved;
  if (later) return undefined;
  return volumes
    .filter(({ spec, status, metadata }) => {
      const free = spec.claimRef === undefined && status?.phase === 'Available' && metadata.deletionTimestamp === undefined;
      return free && (claim.spec.selector === undefined || matches(claim.spec.selector, metadata.labels));
    })
    .filter((volume) => mismatch(volume, claim) === undefined)
    .toSorted((left, right) => modesOf(left) - modesOf(right) || compareQuantities(sizeOf(left), sizeOf(right)))
    .at(0);
}

function hasModes(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  return (claim.spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode));
}

function modesOf({ spec }: PersistentVolume): number {
  return spec.accessModes?.length ?? 0;
}

function sizeOf({ spec }: PersistentVolume): string {
  return spec.capacity?.['storage'] ?? '0';
}
