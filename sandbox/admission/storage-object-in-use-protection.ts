import { defineAdmission, type AdmissionRequest } from '../api/admission.ts';
import { persistentVolumeClaims, persistentVolumes } from '../schema/resources.ts';
import type { ResourceType } from '../schema/resource-type.ts';

const protections: readonly (readonly [type: ResourceType<unknown>, finalizer: string])[] = [
  [persistentVolumes, 'kubernetes.io/pv-protection'],
  [persistentVolumeClaims, 'kubernetes.io/pvc-protection'],
];

/** Keeps volumes and claims that are in use from vanishing. Models plugin/pkg/admission/storage/storageobjectinuseprotection. */
export const storageObjectInUseProtection = defineAdmission({
  name: 'StorageObjectInUseProtection',
  mutate(request) {
    const finalizer = finalizerFor(request);
    if (finalizer === undefined) return;
    const metadata = request.object['metadata'] as { finalizers?: string[] };
    if (metadata.finalizers?.includes(finalizer)) return;
    metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
  },
});

function finalizerFor({ operation, kind, subresource }: AdmissionRequest): string | undefined {
  if (operation !== 'CREATE' || subresource !== undefined) return undefined;
  const { group, resource } = kind.type;
  return protections.find(([type]) => type.group === group && type.resource === resource)?.[1];
}
