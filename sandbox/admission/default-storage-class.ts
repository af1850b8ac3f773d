import { defineAdmission } from '../api/admission.ts';
import { storageClasses } from '../schema/resources.ts';
import { defaultClass } from './default-class.ts';
import { storageClassAnnotation } from '../core/storage-class.ts';
import { writtenClaim } from './volume-claims.ts';

const markers = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** Gives a claim that names no class the default one. Models plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass = defineAdmission({
  name: 'DefaultStorageClass',
  mutate(request, context) {
    const claim = request.operation === 'CREATE' ? writtenClaim(request) : undefined;
    if (claim?.spec === undefined || claim.spec.storageClassName !== undefined) return;
    if (claim.metadata.annotations?.[storageClassAnnotation] !== undefined) return;
    const chosen = defaultClass(context, storageClasses, markers);
    if (chosen !== undefined) claim.spec.storageClassName = chosen.metadata.name;
  },
});
