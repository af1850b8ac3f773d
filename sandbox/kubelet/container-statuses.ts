import { formatTime } from '../core/time-text.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from '../schema/types/core-v1.ts';
import { isToBeStarted } from './restart-policy.ts';
import type { RuntimeContainer } from './runtime.ts';
import { terminationMessage } from './termination-message.ts';

/** Why a container could not be started last time, by its name. */
export type FailureReasons = ReadonlyMap<string, { readonly reason: string; readonly message: string }>;

export interface ContainerStatusInput {
  readonly pod: Pod;
  readonly containers: readonly Container[];
  readonly isInit: boolean;
  /** All runs, the newest first. */
  readonly runs: readonly RuntimeContainer[];
  readonly old: readonly ContainerStatus[];
  readonly reasons: FailureReasons;
}

/**
 * What the runtime knows of containers, in the API's form, but for `ready` and `started`. Models
 * convertToAPIContainerStatuses of pkg/kubelet/kubelet_pods.go.
 */
export function containerStatuses(input: ContainerStatusInput): readonly ContainerStatus[] {
  return [...input.containers].sort(input.isInit ? () => 0 : byName).map((container) => containerStatus(container, input));
}

const byName = (left: Container, right: Container): number => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0);

function containerStatus(container: Container, input: ContainerStatusInput): ContainerStatus {
  const { pod, isInit } = input;
  const old = input.old.find((status) => status.name === container.name);
  const [newest, previous] = input.runs.filter((run) => run.config.name === container.name);
  const mounts = mountStatuses(container);
  let status: ContainerStatus;
  if (newest === undefined) {
    if (old?.state?.terminated) return old;
    const reason = (pod.spec?.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating';
    status = {
      name: container.name,
      state: { waiting: { reason } },
      lastState: old?.lastState ?? {},
      ready: false,
      restartCount: old?.restartCount ?? 0,
      image: container.image ?? '',
      imageID: '',
      ...mounts,
    };
  } else {
    const lastState: ContainerState = previous === undefined ? {} : stateOf(previous, container);
    const allocated = container.resources ?? {};
    const { user, supplementalGroups } = newest.config;
    status = {
      name: container.name,
      state: stateOf(newest, container),
      lastState,
      ready: false,
      restartCount: newest.config.attempt,
      image: newest.config.image.reference,
      imageID: newest.config.image.repositoryDigest,
      containerID: `containerd://${newest.id}`,
      ...(allocated.requests === undefined ? {} : { allocatedResources: allocated.requests }),
      resources: newest.state === 'running' ? newest.resources : allocated,
      ...mounts,
      user: { linux: { uid: user.uid, gid: user.gid, supplementalGroups: [user.gid, ...supplementalGroups] } },
    };
  }
  const isDoneInit = isInit && newest?.state === 'exited' && newest.exitCode === 0;
  const failure = input.reasons.get(container.name);
  if (failure === undefined || isDoneInit || !isToBeStarted(container, pod, newest)) return status;
  return {
    ...status,
    lastState: status.state?.terminated ? status.state : (status.lastState ?? {}),
    state: { waiting: { reason: failure.reason, ...(failure.message === '' ? {} : { message: failure.message }) } },
  };
}

function mountStatuses(container: Container): Pick<ContainerStatus, 'volumeMounts'> {
  const mounts = container.volumeMounts ?? [];
  if (mounts.length === 0) return {};
  return {
    volumeMounts: mounts.map(({ name, mountPath, readOnly }) => ({
      name,
      mountPath,
      ...(readOnly ? { readOnly, recursiveReadOnly: 'Disabled' } : {}),
    })),
  };
}

function stateOf(run: RuntimeContainer, container: Container): ContainerState {
  if (run.state === 'created') return { waiting: {} };
  const startedAt = formatTime(run.started ?? 0);
  if (run.state === 'running') return { running: { startedAt } };
  const message = [run.message, terminationMessage(run, container)]
    .filter((part) => part !== undefined && part !== '')
    .join(': ');
  return {
    terminated: {
      exitCode: run.exitCode ?? 0,
      reason: run.reason ?? 'Error',
      ...(message === '' ? {} : { message }),
      startedAt,
      finishedAt: formatTime(run.finished ?? 0),
      containerID: `containerd://${run.id}`,
    },
  };
}
