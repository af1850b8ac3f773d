/** Where the class stood before there was a field for it; it still wins over the field. */
export const storageClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

interface Classed {
  readonly metadata: { readonly annotations?: { readonly [key: string]: string } | undefined };
  readonly spec?: { readonly storageClassName?: string | undefined } | undefined;
}

/** The class of a volume or claim, '' for none. Models GetPersistentVolumeClass and GetPersistentVolumeClaimClass in pkg/apis/core/helper. */
export function storageClassOf({ metadata, spec }: Classed): string {
  return metadata.annotations?.[storageClassAnnotation] ?? spec?.storageClassName ?? '';
}
