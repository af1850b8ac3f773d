import { isReason } from '../../../../api/status-error.ts';
import { parseTime } from '../../../../core/time-text.ts';
import { daemonSets } from '../../../../schema/resources.ts';
import type { Pod } from '../../../../schema/types/core-v1.ts';
import { mappingOf } from '../../build/mapping.ts';
import type { Invocation } from '../../invocation.ts';
import { podMapping } from '../../pods/find-pods.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/** What becomes of a Pod: it goes, stays silently, goes or stays with a warning, or is in the way. */
type Verdict = { readonly goes: boolean; readonly warning?: string } | { readonly goes: false; readonly problem: string };

export interface Found {
  readonly pods: readonly Pod[];
  readonly warnings: string;
  readonly problems: readonly string[];
}

/** The Pods of a node that have to go. Models k8s.io/kubectl/pkg/drain/filters.go. */
export async function podsToGo(invocation: Invocation, node: string): Promise<Found> {
  const { cluster, flags } = invocation;
  const labelSelector = flags.string('pod-selector');
  const all = (await cluster.list(podMapping, '', {
    fieldSelector: `spec.nodeName=${node}`,
    ...(labelSelector === '' ? {} : { labelSelector }),
  })) as unknown as readonly Pod[];
  const pods: Pod[] = [];
  const warnings = new Map<string, string[]>();
  const problems = new Map<string, string[]>();
  for (const pod of all) {
    const verdict = await judge(invocation, pod);
    if (verdict.goes) pods.push(pod);
    const [notes, text] = 'problem' in verdict ? [problems, verdict.problem] : [warnings, verdict.warning];
    if (text !== undefined) notes.set(text, [...(notes.get(text) ?? []), `${pod.metadata.namespace}/${pod.metadata.name}`]);
  }
  return {
    pods,
    warnings: [...warnings].map(([text, names]) => `${text}: ${names.join(', ')}`).join('; '),
    problems: [...problems].map(([text, names]) => `cannot delete ${text}: ${names.join(', ')}`).toSorted(),
  };
}

async function judge(invocation: Invocation, pod: Pod): Promise<Verdict> {
  const { flags, process } = invocation;
  const skipAfter = flags.int('skip-wait-for-delete-timeout');
  const deleted = parseTime(pod.metadata.deletionTimestamp ?? '');
  if (skipAfter > 0 && deleted !== undefined && process.clock.now() - deleted > skipAfter * 1000) return { goes: true };
  const finished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  let warning: string | undefined;
  if (!finished && owner?.kind === 'DaemonSet' && owner.apiVersion === 'apps/v1') {
    const verdict = await ofDaemonSet(invocation, pod, owner.name);
    if (!verdict.goes) return verdict;
    warning = 'warning' in verdict ? verdict.warning : undefined;
  }
  if (pod.metadata.annotations?.[MIRROR] !== undefined) return { goes: false };
  if (finished) return { goes: true };
  if ((pod.spec.volumes ?? []).some(({ emptyDir }) => emptyDir !== undefined)) {
    if (!flags.bool('delete-emptydir-data'))
      return { goes: false, problem: 'Pods with local storage (use --delete-emptydir-data to override)' };
    warning = 'deleting Pods with local storage';
  }
  if (owner === undefined) {
    if (!flags.bool('force')) return { goes: false, problem: 'Pods that declare no controller (use --force to override)' };
    warning = 'deleting Pods that declare no controller';
  } else warning = undefined;
  return { goes: true, ...(warning === undefined ? {} : { warning }) };
}

async function ofDaemonSet(invocation: Invocation, pod: Pod, name: string): Promise<Verdict> {
  try {
    await invocation.cluster.get(mappingOf(daemonSets), pod.metadata.namespace, name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isReason(error, 'NotFound') && invocation.flags.bool('force')) return { goes: true, warning: message };
    return { goes: false, problem: message };
  }
  return invocation.flags.bool('ignore-daemonsets')
    ? { goes: false, warning: 'ignoring DaemonSet-managed Pods' }
    : { goes: false, problem: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
}
