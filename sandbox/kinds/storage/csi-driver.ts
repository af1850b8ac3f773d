import type { FieldError } from '../../api/field-error.ts';
import { defineKind, type Column } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { csiDrivers } from '../../schema/resources.ts';
import type { CSIDriver, CSIDriverSpec } from '../../schema/types/storage-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { duplicate, each, immutableText, invalid, notSupported } from '../validation/field-errors.ts';

const groupPolicies = ['File', 'None', 'ReadWriteOnceWithFSType'];
const lifecycleModes = ['Persistent', 'Ephemeral'];

/** Models validateCSIDriverSpec in pkg/apis/storage/validation. */
function* validateSpec(spec: CSIDriverSpec): Generator<FieldError> {
  const { fsGroupPolicy, tokenRequests = [], nodeAllocatableUpdatePeriodSeconds: period } = spec;
  if (fsGroupPolicy !== undefined && !groupPolicies.includes(fsGroupPolicy)) {
    yield notSupported('spec.fsGroupPolicy', fsGroupPolicy, groupPolicies);
  }
  yield* validateTokenRequests(tokenRequests);
  for (const mode of spec.volumeLifecycleModes ?? []) {
    if (!lifecycleModes.includes(mode)) yield notSupported('spec.volumeLifecycleModes', mode, lifecycleModes);
  }
  if (period !== undefined && period < 10) {
    const field = 'spec.nodeAllocatableUpdatePeriodSeconds';
    yield invalid(field, period, 'must be greater than or equal to 10 seconds');
  }
  if (spec.serviceAccountTokenInSecrets !== undefined && tokenRequests.length === 0) {
    const detail = 'serviceAccountTokenInSecrets is set but no tokenRequests are specified';
    yield invalid('spec.serviceAccountTokenInSecrets', spec.serviceAccountTokenInSecrets, detail);
  }
}

function* validateTokenRequests(requests: NonNullable<CSIDriverSpec['tokenRequests']>): Generator<FieldError> {
  const audiences = new Set<string>();
  for (const [{ audience = '', expirationSeconds: seconds }, at] of each(requests, 'spec.tokenRequests')) {
    if (audiences.has(audience)) {
      yield duplicate(`${at}.audience`, audience);
      continue;
    }
    audiences.add(audience);
    if (seconds === undefined) continue;
    const field = `${at}.expirationSeconds`;
    if (seconds < 600) yield invalid(field, seconds, 'may not specify a duration less than 10 minutes');
    if (seconds > 2 ** 32) yield invalid(field, seconds, 'may not specify a duration larger than 2^32 seconds');
  }
}

function* validateUnchanged({ spec }: CSIDriver, { spec: old }: CSIDriver): Generator<FieldError> {
  if (spec.attachRequired !== old.attachRequired) yield invalid('spec.attachedRequired', spec.attachRequired, immutableText);
  if (!deepEqual(spec.volumeLifecycleModes, old.volumeLifecycleModes)) {
    yield invalid('spec.volumeLifecycleModes', spec.volumeLifecycleModes, immutableText);
  }
}

const tokensInTheOpen =
  'spec.serviceAccountTokenInSecrets is unset; if supported by this CSI driver, set to true to prevent possible logging of tokens in volume attributes';

const booleanColumn = (name: string, cell: Column<CSIDriver>['cell']): Column<CSIDriver> => ({ name, type: 'boolean', cell });

export const csiDriver = defineKind<CSIDriver>({
  type: csiDrivers,
  singular: 'csidriver',
  returnsDeleted: true,
  needsResourceVersion: true,
  default(object) {
    object.spec ??= {};
    const { spec } = object;
    spec.attachRequired ??= true;
    spec.podInfoOnMount ??= false;
    spec.storageCapacity ??= false;
    spec.fsGroupPolicy ??= 'ReadWriteOnceWithFSType';
    if ((spec.volumeLifecycleModes ?? []).length === 0) spec.volumeLifecycleModes = ['Persistent'];
    spec.requiresRepublish ??= false;
    spec.seLinuxMount ??= false;
  },
  prepareForCreate({ spec }) {
    // Behind a feature gate that is off.
    delete spec.preventPodSchedulingIfMissing;
  },
  prepareForUpdate(object, old) {
    if (old.spec.preventPodSchedulingIfMissing === undefined) delete object.spec.preventPodSchedulingIfMissing;
    if (deepEqual(object.spec, old.spec)) return;
    object.metadata.generation = (old.metadata.generation ?? 0) + 1;
  },
  validate: ({ spec }) => [...validateSpec(spec)],
  validateUpdate: (object, old) => [...validateSpec(object.spec), ...validateUnchanged(object, old)],
  warnings({ spec }, old) {
    const unchanged = old !== undefined && deepEqual(spec.tokenRequests, old.spec.tokenRequests);
    const inTheOpen = (spec.tokenRequests ?? []).length > 0 && spec.serviceAccountTokenInSecrets === undefined;
    return inTheOpen && !unchanged ? [tokensInTheOpen] : [];
  },
  columns: [
    nameColumn,
    booleanColumn('AttachRequired', ({ spec }) => spec.attachRequired ?? true),
    booleanColumn('PodInfoOnMount', ({ spec }) => spec.podInfoOnMount ?? false),
    booleanColumn('StorageCapacity', ({ spec }) => spec.storageCapacity ?? false),
    textColumn('TokenRequests', ({ spec }) => spec.tokenRequests?.map(({ audience }) => audience).join(',') ?? '<unset>'),
    booleanColumn('RequiresRepublish', ({ spec }) => spec.requiresRepublish ?? false),
    textColumn('Modes', ({ spec }) => (spec.volumeLifecycleModes ?? []).join(',') || '<none>'),
    ageColumn,
  ],
});
