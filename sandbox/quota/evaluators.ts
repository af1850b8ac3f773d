import { isObject } from '../core/json.ts';
import { quantityOf, zeroQuantity, type Quantity } from '../core/quantity.ts';
import { parseTime } from '../core/time-text.ts';
import type { PersistentVolumeClaim, Pod, ScopedResourceSelectorRequirement, Service } from '../schema/types/core-v1.ts';
import { addAmounts, podTotals, readAmounts, type Amounts } from './pod-totals.ts';
import { storageClassOf } from '../core/storage-class.ts';

type Stored = { readonly [key: string]: unknown };

/** How the objects of one resource are counted against quotas. Models k8s.io/apiserver/pkg/quota/v1.Evaluator. */
export interface Evaluator {
  /** Names of a quota that objects of this resource count for. */
  matching(names: readonly string[]): readonly string[];
  usage(object: Stored, now: number): Amounts;
  inScope(requirement: ScopedResourceSelectorRequirement, object: Stored): boolean;
  /** Whether an update can change what is used. */
  handlesUpdate(object: Stored, old: Stored): boolean;
  /** What an object has to say so that it can be counted; a message when it does not. */
  missing?(names: readonly string[], object: Stored): string | undefined;
}

const one = quantityOf(1);

/** Core resources that a quota may also count by their bare names. */
const bareNames = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

/** The evaluator of a resource; nearly everything is just counted, as `count/<resource>.<group>`. */
export function evaluatorOf({ group, resource }: { readonly group: string; readonly resource: string }): Evaluator {
  const own = group === '' ? special[resource] : undefined;
  if (own !== undefined) return own;
  const names = [countName(group, resource), ...(group === '' && bareNames.has(resource) ? [resource] : [])];
  return {
    matching: (wanted) => wanted.filter((name) => names.includes(name)),
    usage: () => new Map(names.map((name) => [name, one])),
    inScope: () => false,
    handlesUpdate: () => false,
  };
}

const countName = (group: string, resource: string): string => `count/${group === '' ? resource : `${resource}.${group}`}`;

const podNames = new Set([
  'count/pods',
  'pods',
  ...['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);
const isHugePages = (name: string): boolean => name.startsWith('hugepages-');
/** Devices and the like are counted by their requests: `requests.example.com/gpu`. */
const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/');
const mustBeSaid = new Set(['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);

/** Models pkg/quota/v1/evaluator/core/pods.go. */
const podEvaluator: Evaluator = {
  matching: (names) =>
    names.filter(
      (name) =>
        podNames.has(name) ||
        isHugePages(name.replace(/^requests\./, '')) ||
        (name.startsWith('requests.') && isExtended(name.slice('requests.'.length))),
    ),
  usage(object, now) {
    const pod = object as unknown as Pod;
    const counted: Amounts = new Map([['count/pods', one]]);
    if (pod.spec === undefined || !isRunning(pod, now)) return counted;
    return addAmounts(counted, computeUsage(podTotals(pod.spec, 'requests'), podTotals(pod.spec, 'limits')));
  },
  inScope: (requirement, object) => podInScope(requirement, object as unknown as Pod),
  handlesUpdate: (object, old) => hasDeadline(object as unknown as Pod) !== hasDeadline(old as unknown as Pod),
  missing(names, object) {
    const { spec } = object as unknown as Pod;
    if (spec?.resources?.requests !== undefined || spec?.resources?.limits !== undefined) return undefined;
    const required = names.filter((name) => mustBeSaid.has(name)).sort();
    const lacking = required.flatMap((name) => {
      const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].filter(
        ({ resources }) => !computeUsage(readAmounts(resources?.requests), readAmounts(resources?.limits)).has(name),
      );
      return containers.length === 0
        ? []
        : [`${name} for: ${[...new Set(containers.map((item) => item.name))].sort().join(',')}`];
    });
    return lacking.length === 0 ? undefined : `must specify ${lacking.join('; ')}`;
  },
};

function computeUsage(requests: Amounts, limits: Amounts): Amounts {
  const usage = new Map<string, Quantity>([['pods', one]]);
  for (const [name, amount] of requests) {
    if (podNames.has(name) || isHugePages(name)) usage.set(name, amount);
    if (podNames.has(name) || isHugePages(name) || isExtended(name)) usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of limits) if (podNames.has(name)) usage.set(`limits.${name}`, amount);
  return usage;
}

/** Whether a Pod still uses what it asked for. */
function isRunning({ metadata, status }: Pod, now: number): boolean {
  if (status?.phase === 'Failed' || status?.phase === 'Succeeded') return false;
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return true;
  return now <= (parseTime(deletionTimestamp) ?? now) + deletionGracePeriodSeconds * 1000;
}

const hasDeadline = ({ spec }: Pod): boolean => (spec?.activeDeadlineSeconds ?? -1) >= 0;

const podScopes: { readonly [scope: string]: (pod: Pod, requirement: ScopedResourceSelectorRequirement) => boolean } = {
  Terminating: hasDeadline,
  NotTerminating: (pod) => !hasDeadline(pod),
  BestEffort: (pod) => isBestEffort(pod),
  NotBestEffort: (pod) => !isBestEffort(pod),
  CrossNamespacePodAffinity: (pod) => reachesOtherNamespaces(pod),
  PriorityClass: ({ spec }, requirement) => valueMatches(requirement, spec?.priorityClassName ?? ''),
};

function podInScope(requirement: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  return podScopes[requirement.scopeName]?.(pod, requirement) ?? false;
}

function valueMatches({ operator, values = [] }: ScopedResourceSelectorRequirement, value: string): boolean {
  if (operator === 'Exists') return value !== '';
  if (operator === 'DoesNotExist') return value === '';
  return operator === 'In' ? value !== '' && values.includes(value) : !values.includes(value);
}

function isBestEffort({ spec }: Pod): boolean {
  const lists = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []), { resources: spec?.resources }].flatMap(
    ({ resources }) => [resources?.requests, resources?.limits],
  );
  return !lists.some((list) =>
    [...readAmounts(list)].some(([name, { nanos }]) => (name === 'cpu' || name === 'memory') && nanos > 0n),
  );
}

function reachesOtherNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
    ].some(({ namespaces, namespaceSelector }) => (namespaces ?? []).length > 0 || namespaceSelector !== undefined),
  );
}

const serviceNames = ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'];

/** Models pkg/quota/v1/evaluator/core/services.go. */
const serviceEvaluator: Evaluator = {
  matching: (names) => names.filter((name) => serviceNames.includes(name)),
  usage(object) {
    const { spec } = object as unknown as Service;
    const ports = spec?.ports ?? [];
    const balanced = spec?.type === 'LoadBalancer';
    const only = balanced && spec?.allocateLoadBalancerNodePorts === false;
    const taken = only ? ports.filter(({ nodePort }) => (nodePort ?? 0) !== 0) : ports;
    const open = balanced || spec?.type === 'NodePort';
    return new Map([
      ['count/services', one],
      ['services', one],
      ['services.nodeports', open ? quantityOf(taken.length) : zeroQuantity],
      ['services.loadbalancers', balanced ? one : zeroQuantity],
    ]);
  },
  inScope: () => false,
  handlesUpdate: () => true,
};

const claimNames = ['persistentvolumeclaims', 'requests.storage'];
const CLASS = '.storageclass.storage.k8s.io/';

/** Models pkg/quota/v1/evaluator/core/persistent_volume_claims.go. */
const claimEvaluator: Evaluator = {
  matching: (names) =>
    names.filter(
      (name) =>
        name === 'count/persistentvolumeclaims' ||
        claimNames.includes(name) ||
        claimNames.some((own) => name.endsWith(`${CLASS}${own}`)),
    ),
  usage(object) {
    const claim = object as unknown as PersistentVolumeClaim;
    const { spec } = claim;
    const className = storageClassOf(claim);
    const storage = readAmounts(spec?.resources?.requests).get('storage');
    const usage = new Map<string, Quantity>([
      ['persistentvolumeclaims', one],
      ['count/persistentvolumeclaims', one],
      ...(storage === undefined ? [] : [['requests.storage', storage] as const]),
    ]);
    if (className !== '') {
      usage.set(`${className}${CLASS}persistentvolumeclaims`, one);
      if (storage !== undefined) usage.set(`${className}${CLASS}requests.storage`, storage);
    }
    return usage;
  },
  inScope: (requirement, object) =>
    requirement.scopeName === 'VolumeAttributesClass' && valueMatches(requirement, attributesClassOf(object)),
  handlesUpdate: () => true,
};

function attributesClassOf(object: Stored): string {
  const spec = isObject(object['spec']) ? object['spec'] : {};
  return typeof spec['volumeAttributesClassName'] === 'string' ? spec['volumeAttributesClassName'] : '';
}

const special: { readonly [resource: string]: Evaluator } = {
  pods: podEvaluator,
  services: serviceEvaluator,
  persistentvolumeclaims: claimEvaluator,
};
