import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain, type NameRule } from '../../core/names.ts';
import type { CSIPersistentVolumeSource, PersistentVolumeSpec } from '../../schema/types/core-v1.ts';
import { validateDriverName } from '../storage/driver-name.ts';
import { invalidFor, required } from '../validation/field-errors.ts';
import { validateFibreChannel, validatePersistentIscsi } from '../volume-sources/block-devices.ts';
import { sourceRules, validateOneSource } from '../volume-sources/choice.ts';
import {
  validateAwsElasticBlockStore,
  validateAzureDisk,
  validateGcePersistentDisk,
  validatePersistentAzureFile,
  validatePersistentCinder,
} from '../volume-sources/cloud-disks.ts';
import { validateHostPath, validateLocal, validateNfs } from '../volume-sources/local-paths.ts';
import { requiring } from '../volume-sources/required-fields.ts';
import {
  validateFlex,
  validateFlocker,
  validatePersistentGlusterfs,
  validatePersistentStorageOs,
  validateQuobyte,
} from '../volume-sources/storage-services.ts';

/** `context` is the name of the volume. */
const rule = sourceRules<PersistentVolumeSpec, string>();

/** All sources in the order in which the server looks at them. */
const sources = [
  rule('hostPath', validateHostPath),
  rule('gcePersistentDisk', validateGcePersistentDisk, { shownAs: 'persistentDisk' }),
  rule('awsElasticBlockStore', validateAwsElasticBlockStore),
  rule('glusterfs', validatePersistentGlusterfs),
  rule('flocker', validateFlocker),
  rule('nfs', validateNfs),
  rule('rbd', requiring('monitors', 'image')),
  rule('quobyte', validateQuobyte),
  rule('cephfs', requiring('monitors')),
  rule('iscsi', (source, path, _spec, volume) => validatePersistentIscsi(source, path, volume)),
  rule('cinder', validatePersistentCinder),
  rule('fc', validateFibreChannel),
  rule('flexVolume', validateFlex, { besideOthers: true }),
  rule('azureFile', validatePersistentAzureFile),
  rule('vsphereVolume', requiring('volumePath')),
  rule('photonPersistentDisk', requiring('pdID')),
  rule('portworxVolume', requiring('volumeID')),
  rule('azureDisk', validateAzureDisk),
  rule('scaleIO', requiring('gateway', 'system', 'volumeName')),
  rule('local', function* (source, path, { nodeAffinity }) {
    yield* validateLocal(source, path);
    if (nodeAffinity === undefined) yield required(path.replace(/local$/, 'nodeAffinity'), 'Local volume requires node affinity');
  }),
  rule('storageos', validatePersistentStorageOs),
  rule('csi', validateCsi),
];

/** What a PersistentVolume of this name is made of: exactly one source. */
export const validateVolumeSource = (spec: PersistentVolumeSpec, name: string, path: string): Iterable<FieldError> =>
  validateOneSource(sources, spec, path, name);

const secretsOfCsi = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;
const secretParts: readonly (readonly ['name' | 'namespace', NameRule])[] = [
  ['name', dns1123Subdomain],
  ['namespace', dns1123Label],
];

/** Models validateCSIPersistentVolumeSource. */
function* validateCsi(csi: CSIPersistentVolumeSource, path: string): Generator<FieldError> {
  yield* validateDriverName(csi.driver ?? '', `${path}.driver`);
  if (!csi.volumeHandle) yield required(`${path}.volumeHandle`);
  for (const field of secretsOfCsi) {
    const secret = csi[field];
    if (secret === undefined) continue;
    for (const [part, nameRule] of secretParts) {
      const text = secret[part] ?? '';
      if (text === '') yield required(`${path}.${field}.${part}`);
      else yield* invalidFor(`${path}.${field}.${part}`, text, nameRule);
    }
  }
}
