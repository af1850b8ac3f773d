import type { FieldError } from '../../api/field-error.ts';
import { dns1123Label, dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type {
  CSIVolumeSource,
  DownwardAPIVolumeFile,
  HostPathVolumeSource,
  KeyToPath,
  PodSpec,
  ProjectedVolumeSource,
  Volume,
} from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { duplicate, each, forbidden, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateAnnotations, validateLabels } from '../validation/labels.ts';
import { validatePullPolicy } from './containers.ts';
import { fileFields, validateFieldRef, validateResourceFieldRef } from './field-references.ts';
import { validateFileMode, validateLocalPath, validateNoBacksteps } from './paths.ts';
import { validateClaimSpec } from './volume-claim.ts';

/** What a volume is checked with besides itself. */
interface VolumeContext {
  /** The Pod's metadata; templates have none. */
  readonly metadata: Partial<ObjectMeta> | undefined;
}

type Check = (volume: Volume, path: string, context: VolumeContext) => Iterable<FieldError>;

/** Sources that need a certain text: field → name of the required text. */
const requiring = (source: keyof Volume, ...fields: readonly string[]): Check =>
  function* (volume, path) {
    const value = volume[source] as { readonly [field: string]: unknown } | undefined;
    for (const field of fields) {
      const text = value?.[field];
      if (text === undefined || text === '' || (Array.isArray(text) && text.length === 0)) yield required(`${path}.${field}`);
    }
  };

/** All sources in the order in which the server looks at them. */
const sources: readonly (readonly [keyof Volume, Check])[] = [
  [
    'emptyDir',
    function* ({ emptyDir }, path) {
      if (emptyDir?.sizeLimit !== undefined && parseQuantity(emptyDir.sizeLimit).nanos < 0n) {
        yield forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity');
      }
    },
  ],
  ['hostPath', ({ hostPath }, path) => validateHostPath(hostPath, path)],
  ['gitRepo', requiring('gitRepo', 'repository')],
  ['gcePersistentDisk', requiring('gcePersistentDisk', 'pdName')],
  ['awsElasticBlockStore', requiring('awsElasticBlockStore', 'volumeID')],
  [
    'secret',
    function* ({ secret }, path) {
      if (!secret?.secretName) yield required(`${path}.secretName`);
      yield* validateFileMode(secret?.defaultMode, `${path}.defaultMode`);
      yield* validateItems(secret?.items, `${path}.items`);
    },
  ],
  [
    'nfs',
    function* ({ nfs }, path) {
      if (!nfs?.server) yield required(`${path}.server`);
      if (!nfs?.path) yield required(`${path}.path`);
      else if (!nfs.path.startsWith('/')) yield invalid(`${path}.path`, nfs.path, 'must be an absolute path');
    },
  ],
  ['iscsi', requiring('iscsi', 'targetPortal', 'iqn')],
  ['glusterfs', requiring('glusterfs', 'endpoints', 'path')],
  [
    'flocker',
    function* ({ flocker }, path) {
      if (!flocker?.datasetName && !flocker?.datasetUUID) yield required(path, 'one of datasetName and datasetUUID is required');
    },
  ],
  ['persistentVolumeClaim', requiring('persistentVolumeClaim', 'claimName')],
  ['rbd', requiring('rbd', 'monitors', 'image')],
  ['cinder', requiring('cinder', 'volumeID')],
  ['cephfs', requiring('cephfs', 'monitors')],
  ['quobyte', requiring('quobyte', 'registry', 'volume')],
  [
    'downwardAPI',
    function* ({ downwardAPI }, path) {
      yield* validateFileMode(downwardAPI?.defaultMode, `${path}.defaultMode`);
      for (const file of downwardAPI?.items ?? []) yield* validateDownwardFile(file, path);
    },
  ],
  ['fc', () => []],
  ['flexVolume', requiring('flexVolume', 'driver')],
  [
    'configMap',
    function* ({ configMap }, path) {
      if (!configMap?.name) yield required(`${path}.name`);
      yield* validateFileMode(configMap?.defaultMode, `${path}.defaultMode`);
      yield* validateItems(configMap?.items, `${path}.items`);
    },
  ],
  ['azureFile', requiring('azureFile', 'secretName', 'shareName')],
  ['vsphereVolume', requiring('vsphereVolume', 'volumePath')],
  ['photonPersistentDisk', requiring('photonPersistentDisk', 'pdID')],
  ['portworxVolume', requiring('portworxVolume', 'volumeID')],
  ['azureDisk', requiring('azureDisk', 'diskName', 'diskURI')],
  ['storageos', requiring('storageos', 'volumeName')],
  ['projected', ({ projected }, path) => (projected === undefined ? [] : validateProjected(projected, path))],
  ['scaleIO', requiring('scaleIO', 'gateway', 'system', 'volumeName')],
  ['csi', ({ csi }, path) => (csi === undefined ? [] : validateCsi(csi, path))],
  ['ephemeral', validateEphemeral],
  [
    'image',
    function* ({ image }, path, { metadata }) {
      if (metadata !== undefined && !image?.reference) yield required(`${path}.reference`);
      yield* validatePullPolicy(image?.pullPolicy, `${path}.pullPolicy`);
    },
  ],
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
    const errors = [...validateSource(volume, at, context)];
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

function* validateSource(volume: Volume, path: string, context: VolumeContext): Generator<FieldError> {
  let count = 0;
  for (const [source, check] of sources) {
    if (volume[source] === undefined) continue;
    count++;
    if (count > 1) yield forbidden(`${path}.${source}`, 'may not specify more than 1 volume type');
    else yield* check(volume, `${path}.${source}`, context);
  }
  if (count === 0) yield required(path, 'must specify a volume type');
}

export const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

function* validateHostPath(source: HostPathVolumeSource | undefined, path: string): Generator<FieldError> {
  if (!source?.path) {
    yield required(`${path}.path`);
    return;
  }
  yield* validateNoBacksteps(source.path, `${path}.path`);
  const { type } = source;
  if (type !== undefined && !hostPathTypes.includes(type)) yield notSupported(`${path}.type`, type, hostPathTypes);
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
  if (!csi.driver) yield required(`${path}.driver`);
  else yield* invalidFor(`${path}.driver`, csi.driver.toLowerCase(), dns1123Subdomain);
  const secret = csi.nodePublishSecretRef;
  if (secret === undefined) return;
  if (!secret.name) yield required(`${path}.nodePublishSecretRef.name`);
  else yield* invalidFor(`${path}.name`, secret.name, dns1123Subdomain);
}

function* validateEphemeral({ name, ephemeral }: Volume, path: string, { metadata }: VolumeContext): Generator<FieldError> {
  const template = ephemeral?.volumeClaimTemplate;
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
