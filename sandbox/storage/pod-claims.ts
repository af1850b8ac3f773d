import type { Pod } from '../schema/types/core-v1.ts';

/** A volume of a Pod that is a claim. */
export interface PodClaim {
  readonly name: string;
  /** Whether the claim is made for this Pod alone, by another controller. */
  readonly ephemeral: boolean;
}

/** The claims behind a Pod's volumes, in order. Models k8s.io/component-helpers/storage/ephemeral. */
export function claimsOf({ spec, metadata }: Pod): readonly PodClaim[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }): readonly PodClaim[] => {
    if (persistentVolumeClaim !== undefined) return [{ name: persistentVolumeClaim.claimName, ephemeral: false }];
    return ephemeral === undefined ? [] : [{ name: `${metadata.name}-${name}`, ephemeral: true }];
  });
}
