import type { FieldError } from '../../api/field-error.ts';
import { deepEqual } from '../../core/json.ts';
import { dns1123Subdomain } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import { unifiedDiff } from '../../core/unified-diff.ts';
import type { NodeSelectorTerm, PersistentVolume, PersistentVolumeSpec } from '../../schema/types/core-v1.ts';
import { internalFormOf } from '../pod-spec/internal-form.ts';
import { validateBasicAmount } from '../pod-spec/resources.ts';
import { validateNodeSelector } from '../pod-spec/scheduling.ts';
import { validateAccessModes, volumeModes } from '../pod-spec/volume-claim.ts';
import { forbidden, immutableText, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { validateVolumeSource } from './persistent-volume-sources.ts';

const reclaimPolicies = ['Delete', 'Recycle', 'Retain'];
const inInline = 'in the context of inline volumes';

/** Models ValidatePersistentVolumeSpec in pkg/apis/core/validation; `inline` is the volume of a VolumeAttachment, which has no `name`. */
export function* validateVolumeSpec(
  spec: PersistentVolumeSpec,
  name: string,
  inline: boolean,
  path: string,
): Generator<FieldError> {
  const { capacity = {}, nodeAffinity, persistentVolumeReclaimPolicy: policy, storageClassName, volumeMode } = spec;
  const notInline = (field: string): FieldError => forbidden(`${path}.${field}`, `may not be specified ${inInline}`);
  if (inline) {
    if (spec.claimRef !== undefined) yield notInline('claimRef');
    if (Object.keys(capacity).length > 0) yield notInline('capacity');
    if (spec.csi === undefined) yield required(`${path}.csi`, `has to be specified ${inInline}`);
  }
  if ((spec.accessModes ?? []).length === 0) yield required(`${path}.accessModes`);
  yield* validateAccessModes(spec.accessModes, `${path}.accessModes`);
  if (!inline) yield* validateCapacity(spec.capacity, `${path}.capacity`);
  if (policy) {
    const field = `${path}.persistentVolumeReclaimPolicy`;
    if (inline && policy !== 'Retain') yield forbidden(field, `may only be Retain ${inInline}`);
    if (!inline && !reclaimPolicies.includes(policy)) yield notSupported(field, policy, reclaimPolicies);
  }
  if (nodeAffinity !== undefined) {
    if (inline) yield notInline('nodeAffinity');
    else if (nodeAffinity.required === undefined)
      yield required(`${path}.nodeAffinity.required`, 'must specify required node constraints');
    else yield* validateNodeSelector(nodeAffinity.required, `${path}.nodeAffinity.required`);
  }
  yield* validateVolumeSource(spec, name, path);
  if (policy === 'Recycle' && /^\/[/.]*$/.test(spec.hostPath?.path ?? '')) {
    yield forbidden(`${path}.persistentVolumeReclaimPolicy`, "may not be 'recycle' for a hostPath mount of '/'");
  }
  if (storageClassName) {
    if (inline) yield notInline('storageClassName');
    else yield* invalidFor(`${path}.storageClassName`, storageClassName, dns1123Subdomain);
  }
  if (volumeMode !== undefined) {
    const field = `${path}.volumeMode`;
    if (inline && volumeMode !== 'Filesystem')
      yield forbidden(field, `may not specify volumeMode other than Filesystem ${inInline}`);
    if (!inline && !volumeModes.includes(volumeMode)) yield notSupported(field, volumeMode, volumeModes);
  }
  if (!inline) yield* validateAttributesClass(spec, path);
}

function* validateCapacity(capacity: PersistentVolumeSpec['capacity'], path: string): Generator<FieldError> {
  const amounts = Object.entries(capacity ?? {});
  if (amounts.length === 0) yield required(path);
  if (capacity?.['storage'] === undefined || amounts.length > 1) yield notSupported(path, capacity ?? null, ['storage']);
  for (const [name, amount] of amounts) {
    const at = `${path}[${name}]`;
    yield* validateBasicAmount(amount, at);
    if (parseQuantity(amount).nanos <= 0n) yield invalid(at, amount, 'must be greater than zero');
  }
}

function* validateAttributesClass(spec: PersistentVolumeSpec, path: string): Generator<FieldError> {
  const name = spec.volumeAttributesClassName;
  if (name === undefined) return;
  const field = `${path}.volumeAttributesClassName`;
  if (name === '') yield required(field, 'an empty string is disallowed');
  else yield* invalidFor(field, name, dns1123Subdomain);
  if (spec.csi === undefined) yield required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName');
}

/** Sources that know what to do with mount options in an annotation. */
const mountable: readonly (keyof PersistentVolumeSpec)[] = [
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'rbd',
  'quobyte',
  'iscsi',
  'cinder',
  'cephfs',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
];
const mountOptions = 'volume.beta.kubernetes.io/mount-options';

/** Models ValidatePersistentVolume in pkg/apis/core/validation and pkg/volume/validation. */
export function* validateVolume({ metadata, spec = {} }: PersistentVolume): Generator<FieldError> {
  yield* validateVolumeSpec(spec, metadata.name ?? '', false, 'spec');
  if (metadata.annotations?.[mountOptions] === undefined || mountable.some((source) => spec[source] !== undefined)) return;
  yield forbidden(`metadata.annotations.${mountOptions}`, 'may not specify mount options for this volume type');
}

/** The source of a volume as the server's own type. */
const shownSource = (spec: PersistentVolumeSpec | undefined): string =>
  JSON.stringify(internalFormOf('PersistentVolumeSource', spec ?? {}), null, 1);

/** The secret for growing a volume may be named once. */
function withoutAddedExpansion(spec: PersistentVolumeSpec, before: PersistentVolumeSpec): PersistentVolumeSpec {
  if (spec.csi === undefined || before.csi === undefined || before.csi.controllerExpandSecretRef !== undefined) return spec;
  const { controllerExpandSecretRef: _, ...csi } = spec.csi;
  return { ...spec, csi };
}

/** Names of node labels that were renamed when they became stable. */
const stableLabels: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
]);

/** Whether two affinities are the same but for labels that got their stable names. Models validatePvNodeAffinity. */
function sameAffinity(now: PersistentVolumeSpec['nodeAffinity'], before: PersistentVolumeSpec['nodeAffinity']): boolean {
  const [terms = [], old = []] = [now?.required?.nodeSelectorTerms, before?.required?.nodeSelectorTerms];
  const renamed = (
    requirements: NodeSelectorTerm['matchFields'],
    was: NodeSelectorTerm['matchFields'],
  ): NodeSelectorTerm['matchFields'] =>
    was?.map((one, index) => {
      const key = requirements?.[index]?.key;
      return key !== undefined && stableLabels.get(one.key) === key ? { ...one, key } : one;
    });
  const settled = old.map((term, index) => ({
    ...term,
    ...(term.matchExpressions && { matchExpressions: renamed(terms[index]?.matchExpressions, term.matchExpressions) }),
  }));
  return now !== undefined && deepEqual(terms, settled);
}

/** Models ValidatePersistentVolumeUpdate. */
export function* validateVolumeUpdate(volume: PersistentVolume, old: PersistentVolume): Generator<FieldError> {
  const { spec = {} } = volume;
  const before = old.spec ?? {};
  const [was, is] = [shownSource(before), shownSource(withoutAddedExpansion(spec, before))];
  if (was !== is) {
    const detail = `spec.persistentvolumesource is immutable after creation\n${unifiedDiff(was, is)}`;
    yield forbidden('spec.persistentvolumesource', detail);
  }
  if (spec.volumeMode !== before.volumeMode) yield invalid('volumeMode', spec.volumeMode, immutableText);
  if (before.nodeAffinity !== undefined && !sameAffinity(spec.nodeAffinity, before.nodeAffinity)) {
    const shown = spec.nodeAffinity && internalFormOf('VolumeNodeAffinity', spec.nodeAffinity);
    yield invalid('nodeAffinity', shown, `${immutableText}, except for updating from beta label to GA`);
  }
  if (before.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    yield forbidden('spec.volumeAttributesClassName', 'update from non-nil value to nil is forbidden');
  }
}
