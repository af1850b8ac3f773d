import { compareQuantities, parseQuantity, type Quantity } from '../core/quantity.ts';
import type { Container, ObjectFieldSelector, Pod, ResourceFieldSelector } from '../schema/types/core-v1.ts';

/** What a Pod's fields are read with: addresses are known to the kubelet before they are in the status. */
export interface FieldContext {
  readonly pod: Pod;
  readonly hostAddress: string;
  readonly podAddress: string | undefined;
  /** Of the node: what a container without a limit may use. */
  readonly allocatable: { readonly [resource: string]: string };
}

/** The text of a field for an environment variable or a file. Models pkg/fieldpath and kubelet_pods.go. Throws Error. */
export function fieldValue(selector: ObjectFieldSelector, context: FieldContext): string {
  const { metadata, spec } = context.pod;
  const path = selector.fieldPath;
  const keyed = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (keyed !== null) return metadata[keyed[1] === 'labels' ? 'labels' : 'annotations']?.[keyed[2] ?? ''] ?? '';
  const values: { readonly [path: string]: string } = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace ?? '',
    'metadata.uid': metadata.uid,
    'metadata.labels': formatMap(metadata.labels ?? {}),
    'metadata.annotations': formatMap(metadata.annotations ?? {}),
    'spec.nodeName': spec?.nodeName ?? '',
    'spec.serviceAccountName': spec?.serviceAccountName ?? '',
    'status.hostIP': context.hostAddress,
    'status.hostIPs': context.hostAddress,
    'status.podIP': context.podAddress ?? '',
    'status.podIPs': context.podAddress ?? '',
  };
  const value = Object.hasOwn(values, path) ? values[path] : undefined;
  if (value === undefined) throw new Error(`unsupported fieldPath: ${path}`);
  return value;
}

/** One `key="value"` a line, in the order of the keys. */
function formatMap(map: { readonly [key: string]: string }): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

/** The text of a container's limit or request, in units of the divisor, rounded up. Models pkg/api/v1/resource. Throws Error. */
export function resourceValue(selector: ResourceFieldSelector, own: Container, context: FieldContext): string {
  const name = selector.containerName ?? own.name;
  const all = [...(context.pod.spec?.containers ?? []), ...(context.pod.spec?.initContainers ?? [])];
  const container = all.find((candidate) => candidate.name === name);
  if (container === undefined) throw new Error(`container ${name} not found`);
  const [which = '', resource = ''] = selector.resource.split(/\.(.*)/s);
  if (which !== 'limits' && which !== 'requests') throw new Error(`unsupported container resource : ${selector.resource}`);
  const limit = container.resources?.limits?.[resource] ?? context.allocatable[resource];
  const text = which === 'limits' ? limit : container.resources?.requests?.[resource];
  const divisor = positive(selector.divisor) ?? parseQuantity('1');
  const amount = text === undefined ? 0n : parseQuantity(text).nanos;
  return String((amount + divisor.nanos - 1n) / divisor.nanos);
}

function positive(text: string | undefined): Quantity | undefined {
  return text === undefined || compareQuantities(text, '0') <= 0 ? undefined : parseQuantity(text);
}
