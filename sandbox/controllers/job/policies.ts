import type { Job, PodFailurePolicyOnExitCodesRequirement } from '../../schema/types/batch-v1.ts';
import type { ContainerStatus, Pod } from '../../schema/types/core-v1.ts';
import { parseIndexes, type Indexes } from './indexes.ts';

/** What a `podFailurePolicy` makes of a failed Pod. */
export interface FailureVerdict {
  /** Whether the failure counts towards the limits. */
  readonly counts: boolean;
  readonly action?: string;
  /** Why the whole Job fails, if it does. */
  readonly jobFailure?: string;
}

/** The first rule that a failed Pod matches decides. Models pkg/controller/job/pod_failure_policy.go. */
export function failureVerdict(job: Job, pod: Pod): FailureVerdict {
  const { namespace, name } = pod.metadata;
  for (const [index, { action, onExitCodes, onPodConditions }] of (job.spec.podFailurePolicy?.rules ?? []).entries()) {
    const rule = `matching ${action} rule at index ${index}`;
    if (onExitCodes !== undefined) {
      const status = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find((container) =>
        matchesExitCode(container, onExitCodes),
      );
      if (status === undefined) continue;
      const code = status.state?.terminated?.exitCode;
      return verdict(action, `Container ${status.name} for pod ${namespace}/${name} failed with exit code ${code} ${rule}`);
    }
    const condition = pod.status.conditions?.find(({ type, status }) =>
      onPodConditions?.some((pattern) => pattern.type === type && pattern.status === status),
    );
    if (condition !== undefined) return verdict(action, `Pod ${namespace}/${name} has condition ${condition.type} ${rule}`);
  }
  return { counts: true };
}

function verdict(action: string, reason: string): FailureVerdict {
  return { action, counts: action !== 'Ignore', ...(action === 'FailJob' ? { jobFailure: reason } : {}) };
}

function matchesExitCode(status: ContainerStatus, requirement: PodFailurePolicyOnExitCodesRequirement): boolean {
  const code = status.state?.terminated?.exitCode;
  if (code === undefined || code === 0) return false;
  if (requirement.containerName !== undefined && requirement.containerName !== status.name) return false;
  return requirement.values.includes(code) === (requirement.operator === 'In');
}

/** Which rule of a `successPolicy` the succeeded indexes satisfy, in words. Models pkg/controller/job/success_policy.go. */
export function successMessage(job: Job, succeeded: Indexes): string | undefined {
  if (succeeded.size === 0) return undefined;
  const rule = (job.spec.successPolicy?.rules ?? []).findIndex(({ succeededIndexes, succeededCount }) => {
    if (succeededIndexes === undefined) return succeededCount !== undefined && succeeded.size >= succeededCount;
    const wanted = parseIndexes(succeededIndexes, job.spec.completions ?? 0);
    if (wanted.size === 0) return false;
    const reached = [...wanted].filter((index) => succeeded.has(index)).length;
    return reached === wanted.size || (succeededCount !== undefined && reached >= succeededCount);
  });
  return rule < 0 ? undefined : `Matched rules at index ${rule}`;
}
