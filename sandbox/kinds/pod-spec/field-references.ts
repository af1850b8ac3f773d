import type { FieldError } from '../../api/field-error.ts';
import { qualifiedName } from '../../core/names.ts';
import { canonicalQuantity } from '../../core/quantity.ts';
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../schema/types/core-v1.ts';
import { invalid, invalidFor, notSupported, required } from '../validation/field-errors.ts';

/** Fields of a Pod that an environment variable may take. */
export const environmentFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
/** Fields of a Pod that a file in a volume may show. */
export const fileFields = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];

const knownFields = new Set([
  ...environmentFields,
  ...fileFields,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'spec.host',
]);

/** Models validateObjectFieldSelector in pkg/apis/core/validation. */
export function* validateFieldRef(
  reference: ObjectFieldSelector,
  allowed: readonly string[],
  path: string,
): Generator<FieldError> {
  const { apiVersion, fieldPath } = reference;
  if (!apiVersion) {
    yield required(`${path}.apiVersion`);
    return;
  }
  if (!fieldPath) {
    yield required(`${path}.fieldPath`);
    return;
  }
  const failure = (why: string): FieldError => invalid(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${why}`);
  if (apiVersion !== 'v1') {
    yield failure(`unsupported pod version: ${apiVersion}`);
    return;
  }
  const [, field, subscript] = /^(.+?)\['(.*)'\]$/s.exec(fieldPath) ?? [];
  if (field !== undefined && subscript !== undefined) {
    if (field === 'metadata.annotations') yield* invalidFor(path, subscript.toLowerCase(), qualifiedName);
    else if (field === 'metadata.labels') yield* invalidFor(path, subscript, qualifiedName);
    else yield failure(`field label does not support subscript: ${fieldPath}`);
    return;
  }
  if (!knownFields.has(fieldPath)) {
    yield failure(`field label not supported: ${fieldPath}`);
    return;
  }
  const name = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!allowed.includes(name)) yield notSupported(`${path}.fieldPath`, name, [...allowed].sort());
}

const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const sizes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const isHugePagesField = (name: string): boolean =>
  name.startsWith('requests.hugepages-') || name.startsWith('limits.hugepages-');

/** Models validateContainerResourceFieldSelector. */
export function* validateResourceFieldRef(
  reference: ResourceFieldSelector,
  inVolume: boolean,
  path: string,
): Generator<FieldError> {
  const { containerName, resource = '', divisor = '0' } = reference;
  if (inVolume && !containerName) yield required(`${path}.containerName`);
  else if (!resource) yield required(`${path}.resource`);
  else if (!resourceFields.includes(resource) && !isHugePagesField(resource)) {
    yield notSupported(`${path}.resource`, resource, resourceFields);
  }
  const unit = canonicalQuantity(divisor);
  if (unit === '0') return;
  const [allowed, what] = unitsOf(resource);
  if (what !== undefined && !allowed.includes(unit)) {
    const list = what === 'cpu' ? '1m and 1' : sizes.join(', ');
    yield invalid(`${path}.divisor`, resource, `only divisor's values ${list} are supported with the ${what} resource`);
  }
}

function unitsOf(resource: string): readonly [readonly string[], string?] {
  if (isHugePagesField(resource)) return [sizes, 'hugepages'];
  if (!resourceFields.includes(resource)) return [[]];
  if (resource.endsWith('.cpu')) return [['1m', '1'], 'cpu'];
  return [sizes, resource.endsWith('.memory') ? 'memory' : 'local ephemeral storage'];
}
