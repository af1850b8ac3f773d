import type { KubeObject } from '../../api/client.ts';

/** Where the class stood before there was a field for it; it still wins over the field. */
export const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The class of a volume or claim. Models GetPersistentVolumeClass and GetPersistentVolumeClaimClass in pkg/apis/core/helper. */
export function storageClassOf({
  metadata,
  spec,
}: KubeObject & { readonly spec?: { readonly storageClassName?: string } }): string {
  return metadata.annotations?.[storageClassAnnotation] ?? spec?.storageClassName ?? '';
}

const shortModes = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** `RWO,ROX`: each mode once, in this order. */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
