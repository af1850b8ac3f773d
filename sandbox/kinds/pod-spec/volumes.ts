import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type {
  CSIVolumeSource,
  DownwardAPIVolumeFile,
  EphemeralVolumeSource,
  KeyToPath,
  PodSpec,
  ProjectedVolumeSource,
  Volume,
} from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { validateDriverName } from '../storage/driver-name.ts';
import { duplicate, each, forbidden, invalid, invalidFor, required } from '../validation/field-errors.ts';
import { validateAnnotations, validateLabels } from '../validation/labels.ts';
import { validateFibreChannel, validateIscsi } from '../volume-sources/block-devices.ts';
import { sourceRules, validateOneSource } from '../volume-sources/choice.ts';
import {
  validateAwsElasticBlockStore,
  validateAzureDisk,
  validateAzureFile,
  validateCinder,
  validateGcePersistentDisk,
} from '../volume-sources/cloud-disks.ts';
import { validateHostPath, validateNfs } from '../volume-sources/local-paths.ts';
import { requiring } from '../volume-sources/required-fields.ts';
import {
  validateFlex,
  validateFlocker,
  validateGlusterfs,
  validateQuobyte,
  validateStorageOs,
} from '../volume-sources/storage-services.ts';
import { validatePullPolicy } from './containers.ts';
import { fileFields, validateFieldRef, validateResourceFieldRef } from './field-references.ts';
import { validateDescending, validateFileMode, validateLocalPath } from './paths.ts';
import { validateClaimSpec } from './volume-claim.ts';

/** What a volume is checked with besides itself. */
interface VolumeContext {
  /** The Pod's metadata; templates have none. */
  readonly metadata: Partial<ObjectMeta> | undefined;
}

const rule = sourceRules<Volume, VolumeContext>();

/** All sources in the order in which the server looks at them. */
const sources = [
  rule('emptyDir', function* ({ sizeLimit }, path) {
    if (sizeLimit !== undefined && parseQuantity(sizeLimit).nanos < 0n) {
      yield forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
    }
  }),
  rule('hostPath', validateHostPath),
  rule('gitRepo', function* ({ repository, directory = '' }, path) {
    if (!repository) yield required(`${path}.repository`);
    yield* validateDescending(directory, `${path}.directory`);
  }),
  rule('gcePersistentDisk', validateGcePersistentDisk, { shownAs: 'persistentDisk' }),
  rule('awsElasticBlockStore', validateAwsElasticBlockStore),
  rule('secret', function* ({ secretName, defaultMode, items }, path) {
    if (!secretName) yield required(`${path}.secretName`);
    yield* validateFileMode(defaultMode, `${path}.defaultMode`);
    yield* validateItems(items, `${path}.items`);
  }),
  rule('nfs', validateNfs),
  rule('iscsi', validateIscsi),
  rule('glusterfs', validateGlusterfs),
  rule('flocker', validateFlocker),
  rule('persistentVolumeClaim', requiring('claimName')),
  rule('rbd', requiring('monitors', 'image')),
  rule('cinder', validateCinder),
  rule('cephfs', requiring('monitors')),
  rule('quobyte', validateQuobyte),
  rule('downwardAPI', function* ({ defaultMode, items }, path) {
    yield* validateFileMode(defaultMode, `${path}.defaultMode`);
    for (const file of items ?? []) yield* validateDownwardFile(file, path);
  }),
  rule('fc', validateFibreChannel),
  rule('flexVolume', validateFlex),
  rule('configMap', function* ({ name, defaultMode, items }, path) {
    if (!name) yield required(`${path}.name`);
    yield* validateFileMode(defaultMode, `${path}.defaultMode`);
    yield* validateItems(items, `${path}.items`);
  }),
  rule('azureFile', validateAzureFile),
  rule('vsphereVolume', requiring('volumePath')),
  rule('photonPersistentDisk', requiring('pdID')),
  rule('portworxVolume', requiring('volumeID')),
  rule('azureDisk', validateAzureDisk),
  rule('storageos', validateStorageOs),
  rule('projected', validateProjected),
  rule('scaleIO', requiring('gateway', 'system', 'volumeName')),
  rule('csi', validateCsi),
  rule('ephemeral', validateEphemeral),
  rule('image', function* ({ reference, pullPolicy }, path, _volume, { metadata }) {
    if (metadata !== undefined && !reference) yield required(`${path}.reference`);
    yield* validatePullPolicy(pullPolicy, `${path}.pullPolicy`);
  }),
];

/** Checks the volumes of a Pod; those without fault are added to `sound`. Models ValidateVolumes. */
export function* validateVolumes(
  spec: PodSpec,
  context: VolumeContext,
  sound: Map<string, Volume>,
  path: string,
): Generator<FieldError> {
  const podName = context.metadata?.name;
  const created = new Set(
    podName
      ? (spec.volumes ?? []).filter(({ ephemeral }) => ephemeral !== undefined).map(({ name }) => `${podName}-${name}`)
      : [],
  );
  for (const [volume, at] of each(spec.volumes, path)) {
    const { name = '' } = volume;
    const errors = [...validateOneSource(sources, volume, at, context)];
    if (!name) errors.push(required(`${at}.name`));
    else errors.push(...invalidFor(`${at}.name`, name, dns1123Label));
    if (sound.has(name)) errors.push(duplicate(`${at}.name`, name));
    if (errors.length === 0) sound.set(name, volume);
    yield* errors;
    const claim = volume.persistentVolumeClaim?.claimName;
    if (claim !== undefined && created.has(claim)) {
      const detail = 'must not reference a PVC that gets created for an ephemeral volume';
      yield invalid(`${at}.persistentVolumeClaim.claimName`, claim, detail);
    }
  }
}

function* validateItems(items: readonly KeyToPath[] | undefined, path: string): Generator<FieldError> {
  for (const [{ key, path: file = '', mode }, at] of each(items, path)) {
    if (!key) yield required(`${at}.key`);
    if (!file) yield required(`${at}.path`);
    yield* validateLocalPath(file, `${at}.path`);
    yield* validateFileMode(mode, `${at}.mode`);
  }
}

function* validateDownwardFile(file: DownwardAPIVolumeFile, path: string): Generator<FieldError> {
  if (!file.path) yield required(`${path}.path`);
  yield* validateLocalPath(file.path ?? '', `${path}.path`);
  if (file.fieldRef !== undefined) {
    yield* validateFieldRef(file.fieldRef, fileFields, `${path}.fieldRef`);
    if (file.resourceFieldRef !== undefined) {
      yield invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously');
    }
  } else if (file.resourceFieldRef !== undefined) {
    yield* validateResourceFieldRef(file.resourceFieldRef, true, `${path}.resourceFieldRef`);
  } else {
    yield required(path, 'one of fieldRef and resourceFieldRef is required');
  }
  yield* validateFileMode(file.mode, `${path}.mode`);
}

/** Models validateProjectionSources. */
function* validateProjected(projected: ProjectedVolumeSource, path: string): Generator<FieldError> {
  yield* validateFileMode(projected.defaultMode, `${path}.defaultMode`);
  const taken = new Set<string>();
  function* take(file: string | undefined, shown: string): Generator<FieldError> {
    if (!file) return;
    if (taken.has(file)) yield invalid(path, shown, 'conflicting duplicate paths');
    taken.add(file);
  }
  for (const [source, at] of each(projected.sources, `${path}.sources`)) {
    for (const kind of ['secret', 'configMap'] as const) {
      const projection = source[kind];
      if (projection === undefined) continue;
      if (!projection.name) yield required(`${at}.${kind}.name`);
      yield* validateItems(projection.items, `${at}.${kind}.items`);
      for (const item of projection.items ?? []) yield* take(item.path, projection.name ?? '');
    }
    for (const file of source.downwardAPI?.items ?? []) {
      yield* validateDownwardFile(file, `${at}.downwardAPI`);
      yield* take(file.path, file.path);
    }
    if (source.serviceAccountToken !== undefined) {
      const { expirationSeconds = 3600, path: file } = source.serviceAccountToken;
      const field = `${at}.serviceAccountToken.expirationSeconds`;
      if (expirationSeconds < 600) yield invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes');
      if (expirationSeconds > 2 ** 32)
        yield invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds');
      if (!file) yield required(`${path}.path`);
      else yield* validateLocalPath(file, `${path}.path`);
    }
    if (Object.values(source).filter((value) => value !== undefined).length > 1) {
      yield forbidden(at, 'may not specify more than 1 volume type per source');
    }
  }
}

function* validateCsi(csi: CSIVolumeSource, path: string): Generator<FieldError> {
  yield* validateDriverName(csi.driver ?? '', `${path}.driver`);
  const secret = csi.nodePublishSecretRef;
  if (secret === undefined) return;
  if (!secret.name) yield required(`${path}.nodePublishSecretRef.name`);
  else yield* invalidFor(`${path}.name`, secret.name, dns1123Subdomain);
}

function* validateEphemeral(
  { volumeClaimTemplate: template }: EphemeralVolumeSource,
  path: string,
  { name }: Volume,
  { metadata }: VolumeContext,
): Generator<FieldError> {
  if (template === undefined) {
    yield required(`${path}.volumeClaimTemplate`);
  } else {
    const at = `${path}.volumeClaimTemplate`;
    yield* validateAnnotations(template.metadata?.annotations, `${at}.metadata.annotations`);
    yield* validateLabels(template.metadata?.labels, `${at}.metadata.labels`);
    for (const field of Object.keys(template.metadata ?? {})) {
      if (field !== 'annotations' && field !== 'labels') yield forbidden(`${at}.metadata.${field}`, 'cannot be set');
    }
    yield* validateClaimSpec(template.spec ?? {}, `${at}.spec`);
  }
  if (metadata?.name && name) {
    const claim = `${metadata.name}-${name}`;
    const at = path.replace(/\.ephemeral$/, '.name');
    for (const text of dns1123Subdomain(claim)) yield invalid(at, name, `PVC name ${JSON.stringify(claim)}: ${text}`);
  }
}
