import type { FieldError } from '../../api/field-error.ts';
import { defineKind } from '../../api/kind.ts';
import { deepEqual } from '../../core/json.ts';
import { formatLabels } from '../../core/label-selector.ts';
import { qualifiedName } from '../../core/names.ts';
import { DescribeText } from '../../core/text-table.ts';
import { storageClasses } from '../../schema/resources.ts';
import type { TopologySelectorTerm } from '../../schema/types/core-v1.ts';
import type { StorageClass } from '../../schema/types/storage-v1.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { writeEvents } from '../describing/events.ts';
import { duplicate, each, immutableText, invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';
import { repeatedMetadata } from '../validation/metadata.ts';
import { validateParameters, validateProvisioner } from './parameters.ts';

const reclaimPolicies = ['Delete', 'Retain'];
const bindingModes = ['Immediate', 'WaitForFirstConsumer'];

/** Models ValidateStorageClass in pkg/apis/storage/validation. */
function* validateStorageClass(object: StorageClass): Generator<FieldError> {
  const { provisioner, parameters, reclaimPolicy, volumeBindingMode } = object;
  yield* validateProvisioner(provisioner, 'provisioner');
  yield* validateParameters(parameters, true, 'parameters');
  if (reclaimPolicy && !reclaimPolicies.includes(reclaimPolicy)) {
    yield notSupported('reclaimPolicy', reclaimPolicy, reclaimPolicies);
  }
  if (volumeBindingMode === undefined) yield required('volumeBindingMode');
  else if (!bindingModes.includes(volumeBindingMode)) yield notSupported('volumeBindingMode', volumeBindingMode, bindingModes);
  yield* validateTopologies(object.allowedTopologies ?? []);
}

/** Terms that say the same are refused; so is an empty one, which the real server takes for one that it has already seen. */
function* validateTopologies(terms: readonly TopologySelectorTerm[]): Generator<FieldError> {
  const seen: object[] = terms.map(() => ({}));
  for (const [term, at] of each(terms, 'allowedTopologies')) {
    const values: { [key: string]: readonly string[] } = {};
    for (const [{ key = '', values: list }, path] of each(term.matchLabelExpressions, `${at}.matchLabelExpressions`)) {
      // A list that is always shown is null when it is not given.
      const given = (list as readonly string[] | null | undefined) ?? [];
      if (given.length === 0) yield required(`${path}.values`);
      for (const [value, valuePath, index] of each(given, `${path}.values`)) {
        if (given.indexOf(value) < index) yield duplicate(valuePath, value);
      }
      yield* invalidFor(`${path}.key`, key, qualifiedName);
      if (Object.hasOwn(values, key)) yield duplicate(`${path}.key`, key);
      values[key] = [...new Set(given)].sort();
    }
    for (const other of seen) if (deepEqual(values, other)) yield duplicate(`${at}.matchLabelExpressions`, '');
    seen.push(values);
  }
}

function* validateUnchanged(object: StorageClass, old: StorageClass): Generator<FieldError> {
  for (const field of ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'] as const) {
    const value = object[field];
    if (deepEqual(value, old[field])) continue;
    const shown = typeof value === 'object' ? Object.fromEntries(Object.entries(value).sort()) : value;
    yield invalid(field, shown, immutableText);
  }
}

const markers = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const isDefault = ({ metadata }: StorageClass): boolean => markers.some((key) => metadata.annotations?.[key] === 'true');

export const storageClass = defineKind<StorageClass>({
  type: storageClasses,
  singular: 'storageclass',
  shortNames: ['sc'],
  returnsDeleted: true,
  default(object) {
    object.reclaimPolicy ??= 'Delete';
    object.volumeBindingMode ??= 'Immediate';
  },
  validate: (object) => [...validateStorageClass(object)],
  validateUpdate: (object, old) => [
    ...repeatedMetadata(object),
    ...validateStorageClass(object),
    ...validateUnchanged(object, old),
  ],
  async describe(object, context) {
    const text = new DescribeText();
    text.line(0, `Name:\t${object.metadata.name}`);
    text.line(0, `IsDefaultClass:\t${isDefault(object) ? 'Yes' : 'No'}`);
    text.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`);
    text.line(0, `Provisioner:\t${object.provisioner}`);
    text.line(0, `Parameters:\t${formatLabels(object.parameters)}`);
    const expansion = object.allowVolumeExpansion;
    text.line(0, `AllowVolumeExpansion:\t${expansion === undefined ? '<unset>' : expansion ? 'True' : 'False'}`);
    const options = object.mountOptions ?? [];
    text.line(0, options.length === 0 ? 'MountOptions:\t<none>' : 'MountOptions:');
    for (const option of options) text.line(1, option);
    if (object.reclaimPolicy !== undefined) text.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`);
    if (object.volumeBindingMode !== undefined) text.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`);
    if (object.allowedTopologies !== undefined) writeTopologies(text, object.allowedTopologies);
    await writeEvents(text, object, context);
    return text.toString();
  },
  columns: [
    { ...nameColumn, cell: (object) => `${object.metadata.name}${isDefault(object as StorageClass) ? ' (default)' : ''}` },
    textColumn('Provisioner', ({ provisioner }) => provisioner),
    textColumn('ReclaimPolicy', ({ reclaimPolicy }) => reclaimPolicy ?? 'Delete'),
    textColumn('VolumeBindingMode', ({ volumeBindingMode }) => volumeBindingMode ?? 'Immediate'),
    textColumn('AllowVolumeExpansion', ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false),
    ageColumn,
  ],
});

function writeTopologies(text: DescribeText, terms: readonly TopologySelectorTerm[]): void {
  text.line(0, `AllowedTopologies:\t${terms.length === 0 ? '<none>' : ''}`);
  for (const [index, { matchLabelExpressions = [] }] of terms.entries()) {
    const lines = matchLabelExpressions.map(
      ({ key, values = [] }) => `${key} in${values.length === 0 ? '' : ` [${values.join(', ')}]`}`,
    );
    text.line(1, `Term ${index}:\t${lines[0] ?? '<none>'}`);
    for (const line of lines.slice(1)) text.line(1, `\t${line}`);
  }
}
