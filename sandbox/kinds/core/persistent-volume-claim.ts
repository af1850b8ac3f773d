import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { qualifiedName } from '../../core/names.ts';
import { canonicalQuantity, compareQuantities, parseQuantity } from '../../core/quantity.ts';
import { unifiedDiff } from '../../core/unified-diff.ts';
import { persistentVolumeClaims } from '../../schema/resources.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '../../schema/types/core-v1.ts';
import type { Draft } from '../../core/json.ts';
import { ageColumn, nameColumn, textColumn, wideColumn } from '../columns.ts';
import { describeClaim } from '../describing/persistent-volumes.ts';
import { internalFormOf } from '../pod-spec/internal-form.ts';
import { isNativeResource } from '../pod-spec/resource-names.ts';
import { validateBasicAmount } from '../pod-spec/resources.ts';
import { validateClaimSpec } from '../pod-spec/volume-claim.ts';
import { storageClassAnnotation, storageClassOf } from '../../core/storage-class.ts';
import { accessModesText } from '../storage/claims-and-volumes.ts';
import { forbidden, immutableText, invalid, notSupported, required } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';

export const persistentVolumeClaim = defineKind<PersistentVolumeClaim>({
  type: persistentVolumeClaims,
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  statusSubresource: true,
  returnsDeleted: true,
  default(object) {
    object.spec ??= {};
    object.spec.volumeMode ??= 'Filesystem';
    object.status ??= {};
    object.status.phase ||= 'Pending';
  },
  prepareForCreate(object) {
    object.status = { phase: 'Pending' };
    settleSources(object.spec, undefined);
  },
  prepareForUpdate: (object, old) => settleSources(object.spec, old.spec),
  validate: ({ spec }) => [...validateClaimSpec(spec ?? {}, 'spec')],
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...validateClaimSpec(object.spec ?? {}, 'spec'),
    ...validateClaimUpdate(object, old),
  ],
  validateStatusUpdate: (object) => [...validateClaimStatus(object)],
  warnings: (object) => [...claimWarnings(object)],
  describe: describeClaim,
  columns: [
    nameColumn,
    textColumn('Status', ({ metadata, status }) =>
      metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating',
    ),
    textColumn('Volume', ({ spec }) => spec?.volumeName ?? ''),
    textColumn('Capacity', ({ spec, status }) =>
      spec?.volumeName ? canonicalQuantity(status?.capacity?.['storage'] ?? '0') : '',
    ),
    textColumn('Access Modes', ({ spec, status }) => (spec?.volumeName ? accessModesText(status?.accessModes) : '')),
    textColumn('StorageClass', storageClassOf),
    textColumn('VolumeAttributesClass', ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    wideColumn('VolumeMode', ({ spec }) => spec?.volumeMode ?? '<unset>'),
  ],
});

type Spec = Draft<PersistentVolumeClaimSpec>;

/** The server shows an API group that was left out as null. */
const isKnownSource = ({ apiGroup, kind }: { readonly apiGroup?: string | null; readonly kind?: string }): boolean =>
  apiGroup ? apiGroup === 'snapshot.storage.k8s.io' && kind === 'VolumeSnapshot' : kind === 'PersistentVolumeClaim';

/**
 * Makes the older and the newer field for the data of a claim say the same. The older one only takes claims and snapshots, and forgets
 * anything else. Models PrepareForCreate of the strategy with pkg/api/persistentvolumeclaim.
 */
function settleSources(spec: Spec | undefined, old: PersistentVolumeClaimSpec | undefined): void {
  if (spec === undefined) return;
  // Claims across namespaces are behind a feature gate that is off.
  if (spec.dataSourceRef?.namespace && old?.dataSourceRef === undefined) delete spec.dataSourceRef;
  const inUse = old?.dataSource !== undefined || old?.dataSourceRef !== undefined;
  if (!inUse && spec.dataSourceRef === undefined && spec.dataSource !== undefined && !isKnownSource(spec.dataSource)) {
    delete spec.dataSource;
  }
  if (spec.dataSource !== undefined) {
    spec.dataSourceRef ??= { ...spec.dataSource };
  } else if (spec.dataSourceRef !== undefined && !spec.dataSourceRef.namespace) {
    const { namespace: _, ...rest } = spec.dataSourceRef;
    spec.dataSource = rest;
  }
}

const onlyThese = 'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';

const shown = (spec: PersistentVolumeClaimSpec): string =>
  JSON.stringify(internalFormOf('PersistentVolumeClaimSpec', spec), null, 1);

/** Models ValidatePersistentVolumeClaimUpdate in pkg/apis/core/validation. */
function* validateClaimUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): Generator<FieldError> {
  const spec = claim.spec ?? {};
  const before = old.spec ?? {};
  const annotated = claim.metadata.annotations?.[storageClassAnnotation];
  const annotatedBefore = old.metadata.annotations?.[storageClassAnnotation];
  let [was, is] = [before, spec];
  // The volume may be named once.
  if (!before.volumeName) was = withField(was, 'volumeName', is.volumeName);
  const upgraded =
    annotatedBefore !== undefined &&
    before.storageClassName === undefined &&
    spec.storageClassName === annotatedBefore &&
    (annotated === undefined || annotated === annotatedBefore);
  if (upgraded) {
    is = withField(is, 'storageClassName', undefined);
  } else {
    if (annotated !== annotatedBefore) {
      yield invalid(`metadata.annotations[${storageClassAnnotation}]`, annotated ?? '', immutableText);
    }
    if (
      spec.storageClassName !== undefined &&
      before.storageClassName === undefined &&
      (annotatedBefore ?? spec.storageClassName) === spec.storageClassName
    ) {
      is = withField(is, 'storageClassName', undefined);
    }
  }
  if (claim.status?.phase === 'Bound') {
    is = withField(is, 'volumeAttributesClassName', was.volumeAttributesClassName);
    const { requests } = is.resources ?? {};
    const storage = before.resources?.requests?.['storage'];
    if (requests !== undefined && storage !== undefined) {
      is = { ...is, resources: { ...is.resources, requests: { ...requests, storage } } };
    }
  }
  if (!deepEqual(was, is)) yield forbidden('spec', `${onlyThese}\n${unifiedDiff(shown(was), shown(is))}`);
  yield* validateSize(spec, old);
  if (spec.volumeMode !== before.volumeMode) yield invalid('volumeMode', spec.volumeMode, immutableText);
  if (spec.volumeAttributesClassName !== before.volumeAttributesClassName && old.status?.currentVolumeAttributesClassName) {
    const when = 'is forbidden when status.currentVolumeAttributesClassName is not nil';
    const field = 'spec.volumeAttributesClassName';
    if (spec.volumeAttributesClassName === undefined) yield forbidden(field, `update to nil ${when}`);
    else if (spec.volumeAttributesClassName === '') yield forbidden(field, `update to empty string ${when}`);
  }
}

const resizeStates = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
];

/** Models ValidatePersistentVolumeClaimStatusUpdate. */
function* validateClaimStatus({ spec, status }: PersistentVolumeClaim): Generator<FieldError> {
  if ((spec?.accessModes ?? []).length === 0) yield required('Spec.accessModes');
  for (const [name, amount] of Object.entries(status?.capacity ?? {}))
    yield* validateBasicAmount(amount, `status.capacity[${name}]`);
  const states = 'status.allocatedResourceStatuses';
  for (const [name, state] of Object.entries(status?.allocatedResourceStatuses ?? {})) {
    yield* validateClaimResource(name, states);
    if (!resizeStates.includes(state)) yield notSupported(states, name, [...resizeStates].sort());
  }
  const allocated = 'status.allocatedResources';
  for (const [name, amount] of Object.entries(status?.allocatedResources ?? {})) {
    const wrong = [...validateClaimResource(name, allocated)];
    yield* wrong.length > 0 ? wrong : validateBasicAmount(amount, `${allocated}[${name}]`);
  }
}

/** Of the resources that Kubernetes itself knows, a claim has only storage. */
function* validateClaimResource(name: string, path: string): Generator<FieldError> {
  const wrong = qualifiedName(name);
  for (const text of wrong) yield invalid(path, name, text);
  if (wrong.length === 0 && isNativeResource(name) && name !== 'storage') yield notSupported(path, name, ['storage']);
}

/** A claim may shrink again to what its volume already has, and no further. */
function* validateSize(spec: PersistentVolumeClaimSpec, old: PersistentVolumeClaim): Generator<FieldError> {
  const size = spec.resources?.requests?.['storage'] ?? '0';
  const before = old.spec?.resources?.requests?.['storage'] ?? '0';
  if (compareQuantities(size, before) >= 0) return;
  if (compareQuantities(size, old.status?.capacity?.['storage'] ?? '0') > 0) return;
  yield forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity');
}

function withField<Field extends keyof PersistentVolumeClaimSpec>(
  spec: PersistentVolumeClaimSpec,
  field: Field,
  value: PersistentVolumeClaimSpec[Field] | undefined,
): PersistentVolumeClaimSpec {
  const { [field]: _, ...rest } = spec;
  return (value === undefined ? rest : { ...rest, [field]: value }) as PersistentVolumeClaimSpec;
}

/** Models GetWarningsForPersistentVolumeClaim in pkg/api/persistentvolumeclaim. */
function* claimWarnings({ metadata, spec }: PersistentVolumeClaim): Generator<string> {
  if (metadata.annotations?.[storageClassAnnotation] !== undefined) {
    yield `metadata.annotations[${storageClassAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`;
  }
  for (const list of ['requests', 'limits'] as const) {
    const amount = spec?.resources?.[list]?.['storage'];
    if (amount === undefined || parseQuantity(amount).nanos % 1_000_000_000n === 0n) continue;
    const value = JSON.stringify(canonicalQuantity(amount));
    yield `spec.resources.${list}[storage]: fractional byte value ${value} is invalid, must be an integer`;
  }
}
