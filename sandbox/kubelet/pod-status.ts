import type { ContainerStatus, Pod, PodCondition, PodStatus } from '../schema/types/core-v1.ts';
import { ownConditions, podConditions } from './conditions.ts';
import { containerStatuses, type FailureReasons } from './container-statuses.ts';
import { podPhase } from './phase.ts';
import { ephemeralContainers } from './pod-actions.ts';
import { qualityOfService } from './quality-of-service.ts';
import { isSidecar } from './restart-policy.ts';
import type { RuntimeContainer, Sandbox } from './runtime.ts';

/** What the probes say of a running container. */
export interface ProbeVerdicts {
  isStarted(container: RuntimeContainer): boolean;
  isReady(container: RuntimeContainer): boolean;
}

export interface PodStatusInput {
  readonly pod: Pod;
  /** The status that was last written, or the Pod's own. */
  readonly old: PodStatus;
  readonly sandbox: Sandbox | undefined;
  readonly runs: readonly RuntimeContainer[];
  readonly reasons: FailureReasons;
  readonly verdicts: ProbeVerdicts;
  readonly hostAddress: string;
  /** Whether nothing of it will be started again. */
  readonly isTerminal: boolean;
  /** What is said of a change of its resources. */
  readonly resize: readonly PodCondition[];
  /** Why the kubelet ends it, where it does so of its own accord. */
  readonly verdict?: PodVerdict | undefined;
}

/** The end of a Pod by its kubelet: it fails for this reason. */
export interface PodVerdict {
  readonly reason: string;
  readonly message: string;
  /** Seconds that its containers get instead of the Pod's own. */
  readonly grace?: number;
  /** Whether it is ended for the node's sake, and a condition says so. */
  readonly isDisruption?: boolean;
}

/** A Pod's status, but for the times of its conditions. Models generateAPIPodStatus of pkg/kubelet/kubelet_pods.go. */
export function podStatus(input: PodStatusInput): PodStatus {
  const { pod, old, sandbox, runs } = input;
  const containers = pod.spec?.containers ?? [];
  const initContainers = pod.spec?.initContainers ?? [];
  const shared = { pod, runs, reasons: input.reasons };
  const regular = containerStatuses({ ...shared, containers, isInit: false, old: old.containerStatuses ?? [] });
  const init = containerStatuses({ ...shared, containers: initContainers, isInit: true, old: old.initContainerStatuses ?? [] });
  const debugging = containerStatuses({
    ...shared,
    containers: ephemeralContainers(pod),
    isInit: true,
    old: old.ephemeralContainerStatuses ?? [],
  });
  const withVerdicts = (statuses: readonly ContainerStatus[]): readonly ContainerStatus[] =>
    statuses.map((status) =>
      judged(
        status,
        input,
        initContainers.some((one) => one.name === status.name && !isSidecar(one)),
      ),
    );
  const regularStatuses = withVerdicts(regular);
  const initStatuses = withVerdicts(init);
  const hasInitialized = runs.some((run) => run.state !== 'created' && containers.some((one) => one.name === run.config.name));
  const phase =
    input.verdict === undefined
      ? finalPhase(podPhase(pod, [...initStatuses, ...regularStatuses], input.isTerminal, hasInitialized), pod, old)
      : 'Failed';
  const foreign = (pod.status?.conditions ?? []).filter((condition) => !ownConditions.has(condition.type));
  const statuses = [...initStatuses, ...regularStatuses];
  const address = sandbox === undefined ? old.podIP : (sandbox.address ?? input.hostAddress);
  // A Pod that has to go is Failed for those who wait for it only when nothing of it runs any more.
  const isEnding = input.verdict !== undefined && runs.some(({ state }) => state === 'running');
  const shown = isEnding ? (old.phase ?? 'Pending') : phase;
  const kept = shown === old.phase;
  return {
    ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
    phase: shown,
    conditions: [
      ...foreign,
      ...(isEnding ? [] : disruption(input)),
      ...(input.isTerminal ? [] : input.resize),
      ...podConditions({ pod, phase, hasSandbox: sandbox?.ready ?? false, statuses, foreign }),
    ],
    ...(kept && old.message ? { message: old.message } : {}),
    ...(kept && old.reason ? { reason: old.reason } : {}),
    ...(input.verdict === undefined || isEnding ? {} : { reason: input.verdict.reason, message: input.verdict.message }),
    hostIP: input.hostAddress,
    hostIPs: [{ ip: input.hostAddress }],
    ...(address === undefined ? {} : { podIP: address, podIPs: [{ ip: address }] }),
    ...(old.startTime === undefined ? {} : { startTime: old.startTime }),
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: regularStatuses,
    ...(debugging.length === 0 ? {} : { ephemeralContainerStatuses: debugging }),
    qosClass: old.qosClass ?? qualityOfService(pod),
  };
}

function judged(status: ContainerStatus, input: PodStatusInput, isPlainInit: boolean): ContainerStatus {
  const run = input.runs.find((candidate) => candidate.config.name === status.name);
  const started = status.state?.running !== undefined && run !== undefined && input.verdicts.isStarted(run);
  if (isPlainInit) return { ...status, started, ready: status.state?.terminated?.exitCode === 0 };
  return { ...status, started, ready: started && run !== undefined && input.verdicts.isReady(run) };
}

function disruption({ pod, verdict }: PodStatusInput): readonly PodCondition[] {
  if (!verdict?.isDisruption) return [];
  const { generation } = pod.metadata;
  const { message } = verdict;
  const observed = generation === undefined ? {} : { observedGeneration: generation };
  return [{ type: 'DisruptionTarget', ...observed, status: 'True', reason: 'TerminationByKubelet', message }];
}

/** A phase once final stays. */
function finalPhase(phase: string, pod: Pod, old: PodStatus): string {
  const final = [pod.status?.phase, old.phase].find((candidate) => candidate === 'Failed' || candidate === 'Succeeded');
  return final ?? phase;
}
