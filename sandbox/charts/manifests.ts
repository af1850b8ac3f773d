import { byBytes } from '../core/json-text.ts';
import { silent, wrapped, type Warn } from './chart-error.ts';
import { decodeYaml } from './yaml-text.ts';
import { StructReader } from './go-decode.ts';
import { baseName } from './path.ts';

/** What helm reads of a manifest. */
export interface ManifestHead {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly annotations: ReadonlyMap<string, string>;
}

export interface Manifest {
  /** Path of the template, with its chart. */
  readonly path: string;
  readonly content: string;
  readonly head: ManifestHead;
}

export interface HookRun {
  startedAt: string;
  completedAt: string;
  phase: string;
}

/** A manifest that is applied at a point of a release's life. Models helm.sh/helm/v3/pkg/release.Hook. */
export interface Hook {
  name: string;
  kind: string;
  path: string;
  manifest: string;
  events: string[];
  lastRun: HookRun;
  weight: number;
  deletePolicies: string[];
  outputLogPolicies: string[];
}

/** Go's time that stands for none. */
export const NO_TIME = '0001-01-01T00:00:00Z';

const installOrder = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
];

/** What installs last goes first, but for Services, which go before what stands behind them. */
const uninstallOrder = [
  'APIService',
  'Ingress',
  'IngressClass',
  'Service',
  'CronJob',
  'Job',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'DaemonSet',
  ...installOrder.slice(0, installOrder.indexOf('Service')).toReversed(),
];

export type Order = 'install' | 'uninstall';

const events = new Set([
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
  'test-success',
]);

/** The documents of a text. Models SplitManifests of helm.sh/helm/v3/pkg/releaseutil: a line of dashes parts, wherever text follows it. */
export function splitManifests(text: string): string[] {
  return text
    .trim()
    .split(/(?:^|\s*\n)---\s*/)
    .filter((document) => document !== '')
    .map((document) => document.trim());
}

/**
 * Parts rendered files into hooks and manifests, each in the order in which kinds are installed. Throws ChartError for a document that is no
 * YAML. Models SortManifests.
 */
export function sortManifests(
  files: ReadonlyMap<string, string>,
  order: Order = 'install',
  warn: Warn = silent,
): { readonly hooks: Hook[]; readonly manifests: Manifest[] } {
  const hooks: Hook[] = [];
  const manifests: Manifest[] = [];
  for (const path of [...files.keys()].sort(byBytes)) {
    const content = files.get(path) ?? '';
    if (baseName(path).startsWith('_') || content.trim() === '') continue;
    for (const document of splitManifests(content)) {
      const head = readHead(document, path);
      const hookTypes = head.annotations.get('helm.sh/hook');
      if (hookTypes === undefined) {
        manifests.push({ path, content: document, head });
        continue;
      }
      const hook = readHook(document, path, head, hookTypes);
      if (hook === undefined) warn(`manifest_sorter.go:199: info: skipping unknown hook: ${JSON.stringify(hookTypes)}`);
      else hooks.push(hook);
    }
  }
  const place = new Map((order === 'install' ? installOrder : uninstallOrder).map((kind, index) => [kind, index]));
  const compare = (left: string, right: string): number => {
    const [a, b] = [place.get(left), place.get(right)];
    if (a === undefined && b === undefined) return byBytes(left, right);
    return (a ?? Infinity) - (b ?? Infinity);
  };
  return {
    hooks: hooks.toSorted((left, right) => compare(left.kind, right.kind)),
    manifests: manifests.toSorted((left, right) => compare(left.head.kind, right.head.kind)),
  };
}

function readHead(document: string, path: string): ManifestHead {
  try {
    const reader = new StructReader(decodeYaml(document), 'releaseutil.SimpleHead');
    const metadata = reader.struct_('metadata', '');
    const head = {
      apiVersion: reader.text('apiVersion'),
      kind: reader.text('kind'),
      name: metadata?.text('name') ?? '',
      annotations: metadata?.textMap('annotations') ?? new Map<string, string>(),
    };
    reader.finish();
    return head;
  } catch (error) {
    throw wrapped(error, `YAML parse error on ${path}`);
  }
}

function readHook(document: string, path: string, head: ManifestHead, hookTypes: string): Hook | undefined {
  const words = (text: string): string[] => text.split(',').map((word) => word.trim().toLowerCase());
  const types = words(hookTypes);
  if (types.some((type) => !events.has(type))) return undefined;
  const weight = head.annotations.get('helm.sh/hook-weight') ?? '';
  const policies = (name: string): string[] => {
    const text = head.annotations.get(name);
    return text === undefined ? [] : words(text);
  };
  return {
    name: head.name,
    kind: head.kind,
    path,
    manifest: document,
    events: types.map((type) => (type === 'test-success' ? 'test' : type)),
    lastRun: { startedAt: NO_TIME, completedAt: NO_TIME, phase: '' },
    weight: /^[+-]?\d+$/.test(weight) ? Number(weight) : 0,
    deletePolicies: policies('helm.sh/hook-delete-policy'),
    outputLogPolicies: policies('helm.sh/hook-output-log-policy'),
  };
}
