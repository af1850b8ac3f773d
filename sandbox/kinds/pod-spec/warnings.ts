import { dns1123Label } from '../../core/names.ts';
import { parseQuantity } from '../../core/quantity.ts';
import type {
  Container,
  ContainerPort,
  NodeSelectorTerm,
  PodAffinityTerm,
  PodSpec,
  PodTemplateSpec,
  Volume,
} from '../../schema/types/core-v1.ts';
import type { ObjectMeta } from '../../schema/types/meta-v1.ts';
import { each } from '../validation/field-errors.ts';
import { allContainers } from './all-containers.ts';

type Warnings = Generator<string>;

/** Models GetWarningsForPodTemplate in pkg/api/pod. */
export function templateWarnings(template: PodTemplateSpec | undefined, path: string): readonly string[] {
  return template?.spec === undefined ? [] : [...specWarnings(template.spec, template.metadata, `${path}.`)];
}

/** Models the strategy's WarningsOnCreate of Pods. */
export function podWarnings(name: string, spec: PodSpec | undefined, metadata: ObjectMeta): readonly string[] {
  const wrong = dns1123Label(name);
  const text =
    "metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended";
  return [
    ...(wrong.length > 0 ? [`${text}: [${wrong.join(' ')}]`] : []),
    ...(spec === undefined ? [] : specWarnings(spec, metadata, '')),
  ];
}

const deprecatedAnnotations: readonly (readonly [string, string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

const deprecatedVolumes: { readonly [source in keyof Volume]?: string } = {
  photonPersistentDisk: 'photonPersistentDisk: deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'gitRepo: deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'scaleIO: deprecated in v1.16, non-functional in v1.22+',
  flocker: 'flocker: deprecated in v1.22, non-functional in v1.25+',
  storageos: 'storageOS: deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'quobyte: deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'glusterfs: deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'cephfs: deprecated in v1.28, non-functional in v1.31+',
  rbd: 'rbd: deprecated in v1.28, non-functional in v1.31+',
};

const deprecatedLabels: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  ['failure-domain.beta.kubernetes.io/region', 'deprecated since v1.17; use "topology.kubernetes.io/region" instead'],
  ['failure-domain.beta.kubernetes.io/zone', 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead'],
  ['beta.kubernetes.io/instance-type', 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead'],
]);

const noSelector = 'a null labelSelector results in matching no pod';

function* specWarnings(spec: PodSpec, metadata: Partial<ObjectMeta> | undefined, path: string): Warnings {
  const at = `${path}spec`;
  yield* nodeWarnings(spec, at);
  for (const [constraint, place] of each(spec.topologySpreadConstraints, `${at}.topologySpreadConstraints`)) {
    const deprecated = deprecatedLabels.get(constraint.topologyKey);
    if (deprecated !== undefined) yield `${place}.topologyKey: ${constraint.topologyKey} is ${deprecated}`;
    if (constraint.labelSelector === undefined) yield `${place}.labelSelector: ${noSelector}`;
  }
  for (const [key, text] of deprecatedAnnotations) {
    if (metadata?.annotations?.[key] !== undefined) yield `${path}metadata.annotations[${key}]: ${text}`;
  }
  for (const [volume, place] of each(spec.volumes, `${at}.volumes`)) {
    for (const [source, text] of Object.entries(deprecatedVolumes)) {
      if (volume[source as keyof Volume] !== undefined) yield `${place}.${text}`;
    }
  }
  for (const volume of spec.volumes ?? []) yield* overlapWarnings(volume);
  yield* repeated(
    spec.hostAliases,
    ({ ip }) => ip,
    (place, ip) => `${place}.ip: duplicate ip ${JSON.stringify(ip)}`,
    `${at}.hostAliases`,
  );
  yield* repeated(
    spec.imagePullSecrets,
    ({ name = '' }) => name,
    (place, name) => `${place}.name: duplicate name ${JSON.stringify(name)}`,
    `${at}.imagePullSecrets`,
  );
  for (const [{ name }, place] of each(spec.imagePullSecrets, `${at}.imagePullSecrets`)) {
    if (!name) yield `${place}.name: invalid empty name ""`;
  }
  for (const [container, place] of allContainers(spec, at)) yield* containerWarnings(container, place);
  yield* portWarnings(spec, at);
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) {
    yield `${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`;
  }
  for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
    const affinity = spec.affinity?.[kind];
    const hard = `${at}.affinity.${kind}.requiredDuringSchedulingIgnoredDuringExecution`;
    const soft = `${at}.affinity.${kind}.preferredDuringSchedulingIgnoredDuringExecution`;
    const missing = (term: PodAffinityTerm | undefined): boolean => term?.labelSelector === undefined;
    for (const [term, place] of each(affinity?.requiredDuringSchedulingIgnoredDuringExecution, hard)) {
      if (missing(term)) yield `${place}.labelSelector: ${noSelector}`;
    }
    for (const [{ podAffinityTerm }, place] of each(affinity?.preferredDuringSchedulingIgnoredDuringExecution, soft)) {
      if (missing(podAffinityTerm)) yield `${place}.podAffinityTerm.labelSelector: ${noSelector}`;
    }
  }
}

function* nodeWarnings(spec: PodSpec, at: string): Warnings {
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const deprecated = deprecatedLabels.get(key);
    if (deprecated !== undefined) yield `${at}.nodeSelector[${key}]: ${deprecated}`;
  }
  const affinity = spec.affinity?.nodeAffinity;
  const hard = `${at}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
  for (const [term, place] of each(affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms, hard)) {
    yield* termWarnings(term, place);
  }
  const soft = `${at}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution`;
  for (const [{ preference }, place] of each(affinity?.preferredDuringSchedulingIgnoredDuringExecution, soft)) {
    yield* termWarnings(preference, `${place}.preference`);
  }
}

function* termWarnings(term: NodeSelectorTerm, path: string): Warnings {
  for (const [{ key }, place] of each(term.matchExpressions, `${path}.matchExpressions`)) {
    const deprecated = deprecatedLabels.get(key);
    if (deprecated !== undefined) yield `${place}.key: ${key} is ${deprecated}`;
  }
}

function* repeated<T>(
  items: readonly T[] | undefined,
  key: (item: T) => string,
  text: (place: string, key: string) => string,
  path: string,
): Warnings {
  const seen = new Set<string>();
  for (const [item, place] of each(items, path)) {
    const name = key(item);
    if (seen.has(name)) yield text(place, name);
    seen.add(name);
  }
}

function* containerWarnings(container: Container, path: string): Warnings {
  for (const name of ['memory', 'ephemeral-storage']) {
    for (const list of ['limits', 'requests'] as const) {
      const amount = container.resources?.[list]?.[name];
      if (amount !== undefined && parseQuantity(amount).nanos % 1_000_000_000n !== 0n) {
        yield `${path}.resources.${list}[${name}]: fractional byte value ${JSON.stringify(amount)} is invalid, must be an integer`;
      }
    }
  }
  const seen = new Set<string>();
  for (const [{ name, value = '', valueFrom }, place] of each(container.env, `${path}.env`)) {
    const reference = `$(${name})`;
    const extends_ = valueFrom === undefined && value !== reference && value.includes(reference);
    if (seen.has(name) && !extends_) {
      yield `${place}: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`;
    }
    seen.add(name);
  }
}

function* portWarnings(spec: PodSpec, at: string): Warnings {
  const all: { readonly port: ContainerPort; readonly place: string }[] = [];
  for (const [container, path] of allContainers(spec, at)) {
    for (const [port, place] of each(container.ports, `${path}.ports`)) {
      const { hostIP = '', hostPort = 0 } = port;
      for (const other of all) {
        if (other.port.containerPort !== port.containerPort || other.port.protocol !== port.protocol) continue;
        const otherIp = other.port.hostIP ?? '';
        const otherPort = other.port.hostPort ?? 0;
        if (hostIP === otherIp && hostPort === otherPort) yield `${place}: duplicate port definition with ${other.place}`;
        else if (hostPort === 0 || otherPort === 0) yield `${place}: overlapping port definition with ${other.place}`;
        else if (hostPort === otherPort && (hostIP === '') !== (otherIp === '')) {
          yield `${place}: dangerously ambiguous port definition with ${other.place}`;
        }
      }
      all.push({ port, place });
    }
  }
  const names = new Map<string, string>();
  for (const { port, place } of all) {
    if (!port.name) continue;
    const other = names.get(port.name);
    if (other === undefined) names.set(port.name, place);
    else {
      const name = JSON.stringify(port.name);
      yield `${place}: duplicate port name ${name} with ${other}, services and probes that select ports by name will use ${other}`;
    }
  }
}

interface MappedPath {
  readonly path: string;
  readonly source: string;
}

/** Files of one volume that would lie at, or below, the same place. Models warningsForOverlappingVirtualPaths. */
function* overlapWarnings(volume: Volume): Warnings {
  const { name, configMap, secret, downwardAPI, projected } = volume;
  const paths = (items: readonly { readonly path: string }[] | undefined, source: string): readonly MappedPath[] =>
    (items ?? []).map(({ path }) => ({ path, source }));
  const report = (what: string, items: readonly MappedPath[]): string[] =>
    overlapsOf(items).map((text) => `volume ${JSON.stringify(name)} (${what}): overlapping paths: ${text}`);
  if (configMap !== undefined) yield* report(`ConfigMap ${JSON.stringify(configMap.name ?? '')}`, paths(configMap.items, ''));
  if (secret !== undefined) yield* report(`Secret ${JSON.stringify(secret.secretName ?? '')}`, paths(secret.items, ''));
  if (downwardAPI !== undefined) yield* report('DownwardAPI', paths(downwardAPI.items, ''));
  if (projected === undefined) return;
  const all: MappedPath[] = [];
  for (const source of projected.sources ?? []) {
    if (Object.values(source).every((value) => value === undefined))
      yield `volume ${JSON.stringify(name)} (Projected) has no sources provided`;
    all.push(...paths(source.configMap?.items, `ConfigMap ${JSON.stringify(source.configMap?.name ?? '')}`));
    all.push(...paths(source.secret?.items, `Secret ${JSON.stringify(source.secret?.name ?? '')}`));
    all.push(...paths(source.downwardAPI?.items, 'DownwardAPI'));
    if (source.serviceAccountToken !== undefined)
      all.push({ path: source.serviceAccountToken.path, source: 'ServiceAccountToken' });
  }
  yield* report('Projected', all);
}

function overlapsOf(items: readonly MappedPath[]): readonly string[] {
  const shown = ({ path, source }: MappedPath): string => JSON.stringify(path) + (source === '' ? '' : ` (${source})`);
  const found: string[] = [];
  for (const [index, item] of items.entries()) {
    const before = items
      .slice(0, index)
      .find(({ path }) => path === item.path || `${item.path}/`.startsWith(`${path}/`) || `${path}/`.startsWith(`${item.path}/`));
    if (before !== undefined) found.push(`${shown(item)} with ${shown(before)}`);
  }
  return found;
}
