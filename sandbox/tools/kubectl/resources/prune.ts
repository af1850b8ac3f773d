import type { AnyObject } from '../cluster-session.ts';
import type { Mapping } from '../discovery.ts';
import { CommandError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { lastApplied } from '../patch/last-applied.ts';

/** What is pruned when no `--prune-allowlist` says otherwise. Models k8s.io/kubectl/pkg/util/prune. */
const defaultKinds = [
  'core/v1/ConfigMap',
  'core/v1/Endpoints',
  'core/v1/Namespace',
  'core/v1/PersistentVolumeClaim',
  'core/v1/PersistentVolume',
  'core/v1/Pod',
  'core/v1/ReplicationController',
  'core/v1/Secret',
  'core/v1/Service',
  'batch/v1/Job',
  'batch/v1/CronJob',
  'networking.k8s.io/v1/Ingress',
  'apps/v1/DaemonSet',
  'apps/v1/Deployment',
  'apps/v1/ReplicaSet',
  'apps/v1/StatefulSet',
];

export interface PruneOptions {
  /** UIDs of what was applied just now. */
  readonly applied: ReadonlySet<string>;
  /** Namespaces in which something was applied. */
  readonly namespaces: ReadonlySet<string>;
  readonly dryRun: 'none' | 'client' | 'server';
  onPruned(mapping: Mapping, object: AnyObject): void;
}

/** Throws CommandError when it is not said of which objects those that are left over shall go, or of which kinds. */
export async function checkPrune(invocation: Invocation): Promise<void> {
  const { flags } = invocation;
  if (flags.bool('all') && flags.string('selector') !== '')
    throw new CommandError('cannot set --all and --selector at the same time');
  if (flags.bool('prune') && !flags.bool('all') && flags.string('selector') === '') {
    throw new CommandError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector',
    );
  }
  if (flags.bool('prune')) await prunedMappings(invocation);
}

/** Deletes objects that were applied once, match the selector, and were not applied this time. Throws CommandError and StatusError. */
export async function prune(invocation: Invocation, options: PruneOptions): Promise<void> {
  const { flags, cluster } = invocation;
  const labelSelector = flags.string('selector');
  for (const mapping of await prunedMappings(invocation)) {
    for (const namespace of mapping.namespaced ? options.namespaces : ['']) {
      for (const object of await cluster.list(mapping, namespace, labelSelector === '' ? {} : { labelSelector })) {
        const { uid = '', name = '', deletionTimestamp } = object.metadata;
        if (lastApplied(object) === undefined || options.applied.has(uid) || deletionTimestamp !== undefined) continue;
        if (options.dryRun !== 'client') {
          const dryRun = options.dryRun === 'server' ? { dryRun: true } : {};
          await cluster.delete(mapping, namespace, name, { propagationPolicy: 'Background', ...dryRun });
        }
        options.onPruned(mapping, object);
      }
    }
  }
}

async function prunedMappings({ flags, cluster }: Invocation): Promise<readonly Mapping[]> {
  const asked = flags.list('prune-allowlist');
  const found: Mapping[] = [];
  for (const word of asked.length === 0 ? defaultKinds : asked) {
    const [group = '', version = '', kind, ...more] = word.split('/');
    if (kind === undefined || more.length > 0)
      throw new CommandError(`invalid GroupVersionKind format: ${word}, please follow <group/version/kind>`);
    const mapping = await cluster.discovery.byKind(group === 'core' ? '' : group, version, kind);
    if (mapping !== undefined) found.push(mapping);
    else if (asked.length > 0)
      throw new CommandError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(`${group}/${version}`)}`);
  }
  return found;
}
