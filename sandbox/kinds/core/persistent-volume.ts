import { defineKind } from '../../api/kind.ts';
import { canonicalQuantity } from '../../core/quantity.ts';
import { formatTime } from '../../core/time-text.ts';
import { persistentVolumes } from '../../schema/resources.ts';
import type { PersistentVolume } from '../../schema/types/core-v1.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { describeVolume } from '../describing/persistent-volumes.ts';
import { storageClassAnnotation, storageClassOf } from '../../core/storage-class.ts';
import { accessModesText } from '../storage/claims-and-volumes.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { validateVolume, validateVolumeUpdate } from './persistent-volume-validation.ts';

export const persistentVolume = defineKind<PersistentVolume>({
  type: persistentVolumes,
  singular: 'persistentvolume',
  shortNames: ['pv'],
  statusSubresource: true,
  returnsDeleted: true,
  default(object) {
    object.spec ??= {};
    object.status ??= {};
    object.status.phase ||= 'Pending';
    const { spec } = object;
    spec.persistentVolumeReclaimPolicy ||= 'Retain';
    spec.volumeMode ??= 'Filesystem';
    if (spec.hostPath !== undefined) spec.hostPath.type ??= '';
    if (spec.iscsi !== undefined) spec.iscsi.iscsiInterface ||= 'default';
    if (spec.rbd !== undefined) {
      spec.rbd.pool ||= 'rbd';
      spec.rbd.user ||= 'admin';
      spec.rbd.keyring ||= '/etc/ceph/keyring';
    }
    if (spec.azureDisk !== undefined) {
      spec.azureDisk.cachingMode ??= 'ReadWrite';
      spec.azureDisk.kind ??= 'Shared';
      spec.azureDisk.fsType ??= 'ext4';
      spec.azureDisk.readOnly ??= false;
    }
    if (spec.scaleIO !== undefined) {
      spec.scaleIO.storageMode ||= 'ThinProvisioned';
      spec.scaleIO.fsType ||= 'xfs';
    }
  },
  prepareForCreate(object, { now }) {
    object.status = { phase: 'Pending', lastPhaseTransitionTime: formatTime(now) };
  },
  prepareForStatusUpdate(object, old, { now }) {
    object.status ??= {};
    const { status } = object;
    const since = old.status?.lastPhaseTransitionTime;
    if (status.phase !== old.status?.phase) {
      if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === since) {
        status.lastPhaseTransitionTime = formatTime(now);
      }
    } else if (since !== undefined) {
      status.lastPhaseTransitionTime ??= since;
    }
  },
  validate: (object) => [...validateVolume(object)],
  validateUpdate: (object, old) => [
    // The real strategy checks the whole twice.
    ...validateVolume(object),
    ...validateVolume(object),
    ...repeatedMetadata(object),
    ...validateVolumeUpdate(object, old),
  ],
  warnings: ({ metadata, spec }) => [...volumeWarnings(metadata.annotations, spec)],
  describe: describeVolume,
  columns: [
    nameColumn,
    textColumn('Capacity', ({ spec }) => canonicalQuantity(spec?.capacity?.['storage'] ?? '0')),
    textColumn('Access Modes', ({ spec }) => accessModesText(spec?.accessModes)),
    textColumn('Reclaim Policy', ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? ''),
    textColumn('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    ),
    textColumn('Claim', ({ spec }) =>
      spec?.claimRef === undefined ? '' : `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}`,
    ),
    textColumn('StorageClass', storageClassOf),
    textColumn('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    textColumn('Reason', ({ status }) => status?.reason ?? ''),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
});

const deprecatedAnnotations = [
  [storageClassAnnotation, 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
] as const;

const deprecatedSources = [
  ['cephfs', 'spec.cephfs: deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'spec.photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'spec.scaleIO: deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'spec.storageOS: deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'spec.glusterfs: deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'spec.rbd: deprecated in v1.28, non-functional in v1.31+'],
] as const;

/** Models GetWarningsForPersistentVolume in pkg/api/persistentvolume. */
function* volumeWarnings(
  annotations: { readonly [key: string]: string } = {},
  spec: PersistentVolume['spec'] = {},
): Generator<string> {
  for (const [key, text] of deprecatedAnnotations) {
    if (annotations[key] !== undefined) yield `metadata.annotations[${key}]: ${text}`;
  }
  if (spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const instead = 'Instead, the recommended approach is to use dynamic provisioning.';
    yield `spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. ${instead}`;
  }
  for (const [source, text] of deprecatedSources) if (spec[source] !== undefined) yield text;
}
