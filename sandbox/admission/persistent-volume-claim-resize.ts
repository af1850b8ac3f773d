import { defineAdmission, refuse, type AdmissionContext } from '../api/admission.ts';
import { compareQuantities } from '../core/quantity.ts';
import { storageClasses } from '../schema/resources.ts';
import type { PersistentVolumeClaim } from '../schema/types/core-v1.ts';
import { writtenClaim } from './volume-claims.ts';
import { storageClassOf } from '../core/storage-class.ts';

type Claim = Pick<PersistentVolumeClaim, 'metadata' | 'spec'>;

const sizeOf = ({ spec }: Claim): string => spec?.resources?.requests?.['storage'] ?? '0';

/** Lets a claim grow only where its class allows that. Models plugin/pkg/admission/storage/persistentvolume/resize. */
export const persistentVolumeClaimResize = defineAdmission({
  name: 'PersistentVolumeClaimResize',
  validate(request, context) {
    const claim = writtenClaim(request) as PersistentVolumeClaim | undefined;
    const old = request.old as PersistentVolumeClaim | undefined;
    if (claim === undefined || old === undefined || compareQuantities(sizeOf(claim), sizeOf(old)) <= 0) return;
    if (old.status?.phase !== 'Bound') throw refuse(request, 'Only bound persistent volume claims can be expanded');
    if (mayGrow(claim, old, context)) return;
    throw refuse(
      request,
      'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  },
});

function mayGrow(claim: Claim, old: Claim, context: AdmissionContext): boolean {
  const name = storageClassOf(claim);
  if (name === '' || name !== storageClassOf(old)) return false;
  return context.find(storageClasses, { name })?.allowVolumeExpansion ?? false;
}
