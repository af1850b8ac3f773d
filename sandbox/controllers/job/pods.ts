import type { New } from '../../api/client.ts';
import type { Job } from '../../schema/types/batch-v1.ts';
import type { Container, Pod } from '../../schema/types/core-v1.ts';

/** What keeps a Pod until its Job has counted it. */
export const trackingFinalizer = 'batch.kubernetes.io/job-tracking';

const indexAnnotation = 'batch.kubernetes.io/job-completion-index';
const failureAnnotation = 'batch.kubernetes.io/job-index-failure-count';
const ignoredAnnotation = 'batch.kubernetes.io/job-index-ignored-failure-count';
const maxGeneratedName = 58;

export function isIndexed(job: Job): boolean {
  return job.spec.completionMode === 'Indexed';
}

export function isSuspended(job: Job): boolean {
  return job.spec.suspend === true;
}

/** The condition that ended a Job, if it has ended. */
export function finishedCondition(job: Job): 'Complete' | 'Failed' | undefined {
  for (const { type, status } of job.status?.conditions ?? []) {
    if ((type === 'Complete' || type === 'Failed') && status === 'True') return type;
  }
  return undefined;
}

export function isTracked(pod: Pod): boolean {
  return pod.metadata.finalizers?.includes(trackingFinalizer) ?? false;
}

/** Whether a Pod is replaced only once it has failed, and not as soon as it is being deleted. */
export function replacesFailedOnly(job: Job): boolean {
  return job.spec.podReplacementPolicy === 'Failed' || job.spec.podFailurePolicy !== undefined;
}

/** Models isPodFailed: a Pod that is being deleted counts as well, unless only failed ones are replaced. */
export function isFailed(pod: Pod, job: Job): boolean {
  if (pod.status.phase === 'Failed') return true;
  if (replacesFailedOnly(job)) return false;
  return pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
}

/** The completion index of a Pod; undefined when it has none or none that is below the completions of its Job. */
export function indexOf(pod: Pod, job: Job): number | undefined {
  const text = pod.metadata.annotations?.[indexAnnotation] ?? '';
  return /^\d+$/.test(text) && Number(text) < (job.spec.completions ?? 0) ? Number(text) : undefined;
}

/** How often Pods of this index failed before this one: what counts, and what a policy said to ignore. */
export function earlierFailures(pod: Pod): { readonly counted: number; readonly ignored: number } {
  const read = (name: string): number => {
    const text = pod.metadata.annotations?.[name] ?? '';
    return /^\d{1,10}$/.test(text) ? Number(text) : 0;
  };
  return { counted: read(failureAnnotation), ignored: read(ignoredAnnotation) };
}

/** Makes a new Pod one that its Job counts. */
export function tracked(pod: New<Pod>): New<Pod> {
  return { ...pod, metadata: { ...pod.metadata, finalizers: [...(pod.metadata.finalizers ?? []), trackingFinalizer] } };
}

/** Makes a new Pod the one for a completion index. */
export function withIndex(
  pod: New<Pod>,
  job: Job,
  index: number,
  failures?: { readonly counted: number; readonly ignored: number },
): New<Pod> {
  const value = String(index);
  const suffix = `-${index}-`;
  const withVariable = <T extends Container>(container: T): T => {
    if (container.env?.some(({ name }) => name === 'JOB_COMPLETION_INDEX')) return container;
    const fieldPath = `metadata.labels['${indexAnnotation}']`;
    const variable = { name: 'JOB_COMPLETION_INDEX', valueFrom: { fieldRef: { fieldPath } } };
    return { ...container, env: [...(container.env ?? []), variable] };
  };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      generateName: `${job.metadata.name.slice(0, maxGeneratedName - suffix.length)}${suffix}`,
      labels: { ...pod.metadata.labels, [indexAnnotation]: value },
      annotations: {
        ...pod.metadata.annotations,
        [indexAnnotation]: value,
        ...(failures === undefined ? {} : { [failureAnnotation]: String(failures.counted) }),
        ...(failures === undefined || failures.ignored === 0 ? {} : { [ignoredAnnotation]: String(failures.ignored) }),
      },
    },
    spec: {
      ...pod.spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: (pod.spec?.containers ?? []).map(withVariable),
      ...(pod.spec?.initContainers === undefined ? {} : { initContainers: pod.spec.initContainers.map(withVariable) }),
    },
  };
}
