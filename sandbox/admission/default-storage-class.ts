import { defineAdmission, type AdmissionContext } from '../api/admission.ts';
import { storageClasses } from '../schema/resources.ts';
import type { StorageClass } from '../schema/types/storage-v1.ts';
import { storageClassAnnotation, writtenClaim } from './volume-claims.ts';

const markers = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** Gives a claim that names no class the default one. Models plugin/pkg/admission/storage/storageclass/setdefault. */
export const defaultStorageClass = defineAdmission({
  name: 'DefaultStorageClass',
  mutate(request, context) {
    const claim = request.operation === 'CREATE' ? writtenClaim(request) : undefined;
    if (claim?.spec === undefined || claim.spec.storageClassName !== undefined) return;
    if (claim.metadata.annotations?.[storageClassAnnotation] !== undefined) return;
    const chosen = defaultClass(context);
    if (chosen !== undefined) claim.spec.storageClassName = chosen.metadata.name;
  },
});

/** Of several default classes the newest counts, then the first by name. */
function defaultClass(context: AdmissionContext): StorageClass | undefined {
  const created = ({ metadata }: StorageClass): string => metadata.creationTimestamp ?? '';
  const [chosen] = context
    .list(storageClasses)
    .filter(({ metadata }) => markers.some((marker) => metadata.annotations?.[marker] === 'true'))
    .sort((left, right) => {
      if (created(left) !== created(right)) return created(left) > created(right) ? -1 : 1;
      return left.metadata.name < right.metadata.name ? -1 : 1;
    });
  return chosen;
}
