import type { Pod } from '../../schema/types/core-v1.ts';
import type { NodeContext } from '../node-context.ts';
import type { ContainerToResize } from '../pod-actions.ts';
import { applyPodLimits, limitsOf, podLimitsOf, podMemory } from '../pod-cgroups.ts';

/**
 * Gives running containers, and their Pod, the limits of the spec. What would take away memory that is in use is left as it is; the
 * result says why, in the kubelet's words. Models doPodResizeAction of pkg/kubelet/kuberuntime.
 */
export function resizePod(
  pod: Pod,
  changes: readonly ContainerToResize[],
  { machine, runtime }: Pick<NodeContext, 'machine' | 'runtime'>,
): string | undefined {
  const { cgroups } = machine;
  const planned = changes.map(({ run, container }) => ({ run, container, limits: limitsOf(pod, container, cgroups.memory) }));
  const problems: string[] = [];
  const ofPod = podMemory(cgroups, pod);
  const { memoryMax } = podLimitsOf(pod);
  if (isLower(memoryMax, ofPod.max) && ofPod.used >= memoryMax)
    problems.push(`attempting to set pod memory limit (${memoryMax}) below current usage (${ofPod.used})`);
  for (const { run, container, limits } of planned) {
    const before = limitsOf(pod, { ...container, resources: run.resources }, cgroups.memory).memoryMax;
    const used = runtime.usage(run).memory;
    const wanted = limits.memoryMax;
    if (isLower(wanted, before) && used >= wanted) {
      const name = JSON.stringify(container.name);
      problems.push(`attempting to set container ${name} memory limit (${wanted}) below current usage (${ofPod.used})`);
    }
  }
  if (problems.length > 0) {
    const all = problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
    return `cannot decrease memory limits: ${all}`;
  }
  for (const { run, container, limits } of planned) runtime.resize(run, container.resources ?? {}, limits);
  applyPodLimits(cgroups, pod);
  return undefined;
}

function isLower(wanted: number | undefined, before: number | undefined): wanted is number {
  return wanted !== undefined && (before === undefined || wanted < before);
}
