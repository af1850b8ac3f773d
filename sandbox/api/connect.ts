import { valueAt } from '../core/field-path.ts';
import type { Connection } from './client.ts';
import type { ContainerRequest } from './connector.ts';
import { badRequest, internalError, invalid, noSuchResource } from './errors.ts';
import type { FieldError } from './field-error.ts';
import type { Kind } from './kind.ts';
import { get } from './read-objects.ts';
import type { ApiRequest } from './request.ts';
import type { AnyObject, ServerState } from './server-state.ts';

const ways = new Set(['log', 'exec', 'attach', 'portforward']);

/** Names of the subresources that lead into containers. */
export const connectSubresources: readonly string[] = [...ways];

/** Leads a request for logs, exec, attach or port-forward to the kubelet of the Pod's node. Throws StatusError. */
export function connectToContainer(state: ServerState, kind: Kind, request: ApiRequest): Connection {
  const what = request.subresource ?? '';
  if (!kind.bindable || !ways.has(what)) throw noSuchResource();
  const pod = get(state, kind, request);
  const parameters = request.options?.parameters ?? {};
  if (what === 'log') checkLogOptions(pod, parameters);
  const container = what === 'portforward' ? '' : containerOf(pod, parameters['container']?.[0], what);
  const node = valueAt(pod, 'spec.nodeName');
  if (typeof node !== 'string' || node === '') {
    if (what === 'log') return emptyConnection;
    throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  }
  if (state.nodes === undefined) throw internalError(`no way to node "${node}"`);
  const { name, namespace = '' } = pod.metadata;
  return state.nodes.connect(node, { namespace, pod: name, container, what: what as ContainerRequest['what'], parameters });
}

/** The log of a container that nobody runs yet. */
const emptyConnection: Connection = {
  empty: true,
  output: { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) },
  exit: Promise.resolve(0),
  send: () => undefined,
  closeInput: () => undefined,
  resize: () => undefined,
  close: () => undefined,
};

const logOptions = { type: { group: '', kind: 'PodLogOptions' } };
const atLeast: readonly (readonly [name: string, least: number, detail: string])[] = [
  ['tailLines', 0, 'must be greater than or equal to 0'],
  ['limitBytes', 1, 'must be greater than 0'],
  ['sinceSeconds', 1, 'must be greater than 0'],
];

const onlyOneSince: FieldError = {
  type: 'FieldValueForbidden',
  field: '[]',
  detail: 'at most one of `sinceTime` or `sinceSeconds` may be specified',
};
/** One of the two streams can be chosen only with a feature that is off by default. */
const noStream: FieldError = { type: 'FieldValueForbidden', field: 'stream', detail: 'may not be specified' };

/** Models ValidatePodLogOptions in pkg/apis/core/validation. */
function checkLogOptions({ metadata }: AnyObject, parameters: { readonly [name: string]: readonly string[] }): void {
  const given = (field: string): string | undefined => parameters[field]?.[0] || undefined;
  const both = given('sinceSeconds') !== undefined && given('sinceTime') !== undefined;
  const errors = atLeast.flatMap(([field, least, detail]): readonly FieldError[] => {
    const value = Number(given(field) ?? least);
    if (field === 'sinceSeconds' && both) return [onlyOneSince];
    return value < least ? [{ type: 'FieldValueInvalid', field, value, detail }] : [];
  });
  if (given('stream') !== undefined) errors.push(noStream);
  if (errors.length > 0) throw invalid(logOptions, metadata.name, errors);
}

interface NamedContainer {
  readonly name: string;
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The container that is meant. Models pkg/registry/core/pod.podHasContainerWithName and LogLocation. */
function containerOf(pod: AnyObject, asked: string | undefined, what: string): string {
  const read = (field: string): readonly NamedContainer[] => {
    const value = valueAt(pod, `spec.${field}`);
    return Array.isArray(value) ? (value as NamedContainer[]) : [];
  };
  const containers = read('containers');
  const inits = read('initContainers');
  const { name } = pod.metadata;
  const wanted = asked === undefined || asked === '' ? undefined : asked;
  if (wanted === undefined) {
    const [only] = containers;
    if (containers.length === 1 && inits.length === 0 && only !== undefined) return only.name;
    const marked = pod.metadata.annotations?.[DEFAULT_CONTAINER];
    if (what !== 'log' && only !== undefined) return marked ?? only.name;
    if (containers.length === 0) throw badRequest(`a container name must be specified for pod ${name}`);
    const choices = (list: readonly NamedContainer[]): string => `[${list.map((container) => container.name).join(' ')}]`;
    const initText = inits.length === 0 ? '' : ` or one of the init containers: ${choices(inits)}`;
    if (containers.length === 1 && only !== undefined && inits.length > 0) return only.name;
    throw badRequest(`a container name must be specified for pod ${name}, choose one of: ${choices(containers)}${initText}`);
  }
  const all = [...containers, ...inits, ...read('ephemeralContainers')];
  if (!all.some((container) => container.name === wanted)) throw badRequest(`container ${wanted} is not valid for pod ${name}`);
  return wanted;
}
