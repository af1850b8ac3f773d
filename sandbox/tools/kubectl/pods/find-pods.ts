import { isObject } from '../../../core/json.ts';
import type { Container, Pod } from '../../../schema/types/core-v1.ts';
import type { LabelSelector } from '../../../schema/types/meta-v1.ts';
import { pods as podsType } from '../../../schema/resources.ts';
import { mappingOf } from '../build/mapping.ts';
import type { AnyObject } from '../cluster-session.ts';
import { resourceName, type Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';

export const podMapping: Mapping = mappingOf(podsType);

/** What a word such as `web`, `pod/web` or `deploy/web` names. Throws CommandError and StatusError. */
export async function objectFor(
  invocation: Invocation,
  word: string,
): Promise<{ readonly mapping: Mapping; readonly object: AnyObject }> {
  const { cluster, namespace } = invocation;
  const [type = '', name, ...more] = word.split('/');
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
  const mapping = name === undefined ? podMapping : await cluster.discovery.find(type);
  return { mapping, object: await cluster.get(mapping, namespace, name ?? type) };
}

/** All Pods that belong to an object, the one to look at first in front. Throws CommandError when it has none. */
export async function podsOf(
  invocation: Invocation,
  mapping: Mapping,
  object: AnyObject,
  purpose: 'get the logs from' | 'attach to' = 'attach to',
): Promise<readonly Pod[]> {
  if (isPod(mapping)) return [object as unknown as Pod];
  const kind = invocation.cluster.kindOf(mapping);
  const selector = kind?.podSelector?.(object);
  if (selector === undefined) {
    const type = `*${mapping.version}.${mapping.kind}`;
    const why =
      kind?.podSelector === undefined
        ? `selector for ${type} not implemented`
        : `invalid ${mapping.kind.toLowerCase()} '${object.metadata.name ?? ''}': ${mapping.kind} is defined without a selector`;
    throw new CommandError(`cannot ${purpose} ${type}: ${why}`);
  }
  const found = await podsWith(invocation, selectorText(selector));
  return found.toSorted(byReadiness);
}

export const groupKind = ({ group, kind }: Mapping): string => (group === '' ? kind : `${kind}.${group}`);

export const isPod = (mapping: Mapping): boolean => resourceName(mapping) === 'pods';

export async function podsWith(invocation: Invocation, labelSelector: string): Promise<readonly Pod[]> {
  return (await invocation.cluster.list(podMapping, invocation.namespace, { labelSelector })) as unknown as readonly Pod[];
}

/** One Pod of an object for exec, attach and port-forward: the first that runs; waits for one up to a minute. */
export async function attachablePod(invocation: Invocation, word: string, timeout = 60_000): Promise<Pod> {
  const { mapping, object } = await objectFor(invocation, word);
  if (isPod(mapping)) return object as unknown as Pod;
  const { clock } = invocation.process;
  const deadline = clock.now() + timeout;
  for (;;) {
    const [first] = await podsOf(invocation, mapping, object);
    if (first !== undefined) return first;
    if (clock.now() >= deadline) throw new CommandError('timed out waiting for the condition');
    await clock.sleep(1_000);
  }
}

/** A selector as it stands in a request. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: LabelSelector): string {
  const operators: { readonly [operator: string]: string } = { In: 'in', NotIn: 'notin' };
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) =>
      operator === 'Exists'
        ? key
        : operator === 'DoesNotExist'
          ? `!${key}`
          : `${key} ${operators[operator] ?? 'in'} (${values.join(',')})`,
    ),
  ].join(',');
}

const isReady = (pod: Pod): boolean =>
  pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;

const PHASES: { readonly [phase: string]: number } = { Running: 0, Unknown: 1, Pending: 2 };

/** Assigned before not, running before pending, ready before not, then by age. */
function byReadiness(left: Pod, right: Pod): number {
  const rank = (pod: Pod): number =>
    (pod.spec?.nodeName ? 0 : 100) + (PHASES[pod.status?.phase ?? ''] ?? 3) * 10 + (isReady(pod) ? 0 : 1);
  const difference = rank(left) - rank(right);
  if (difference !== 0) return difference;
  return (left.metadata?.creationTimestamp ?? '') < (right.metadata?.creationTimestamp ?? '') ? -1 : 1;
}

/** Names as kubectl lists them: containers, then those that only start the Pod. */
export function containerNames(pod: Pod): string {
  const names = (list: readonly { readonly name: string }[] | undefined, note: string): string[] =>
    (list ?? []).map(({ name }) => `${name}${note}`);
  return [
    ...names(pod.spec?.containers, ''),
    ...names(pod.spec?.initContainers, ' (init)'),
    ...names(pod.spec?.ephemeralContainers, ' (ephem)'),
  ].join(', ');
}

export function hasContainer(pod: Pod, name: string): boolean {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  return [...containers, ...initContainers, ...ephemeralContainers].some((container) => container.name === name);
}

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

interface Choice {
  /** Does not tell that there were others. */
  readonly quiet?: boolean;
}

/** The container that a command without `-c` means. Tells on standard error when there were others. Throws CommandError. */
export function defaultContainer(invocation: Invocation, pod: Pod, { quiet = false }: Choice = {}): string {
  const named = pod.metadata?.annotations?.[DEFAULT_CONTAINER];
  if (named !== undefined && hasContainer(pod, named)) return named;
  const first: Container | undefined = pod.spec?.containers[0];
  if (first === undefined) throw new CommandError(`pod ${pod.metadata?.name ?? ''} has no containers`);
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod.spec ?? {};
  if (!quiet && containers.length + initContainers.length + ephemeralContainers.length > 1) {
    invocation.err(`Defaulted container ${JSON.stringify(first.name)} out of: ${containerNames(pod)}\n`);
  }
  return first.name;
}

/** The container of `-c`, or the default one. Throws CommandError when the Pod has no such container. */
export function chosenContainer(invocation: Invocation, pod: Pod, choice: Choice = {}): string {
  const asked = invocation.flags.string('container');
  if (asked === '') return defaultContainer(invocation, pod, choice);
  if (!hasContainer(pod, asked)) {
    throw new CommandError(`container ${asked} is not valid for pod ${pod.metadata?.name ?? ''} out of: ${containerNames(pod)}`);
  }
  return asked;
}

export { isObject };
