import type { Container, ContainerStatus, Pod, PodCondition } from '../schema/types/core-v1.ts';
import { isSidecar } from './restart-policy.ts';

/** Conditions that the kubelet alone writes. */
export const ownConditions: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
  'PodResizePending',
  'PodResizeInProgress',
]);

type Judgement = Pick<PodCondition, 'status' | 'reason' | 'message'>;

const yes: Judgement = { status: 'True' };
const no = (reason: string, message?: string): Judgement => ({
  status: 'False',
  reason,
  ...(message === undefined ? {} : { message }),
});

export interface ConditionInput {
  readonly pod: Pod;
  readonly phase: string;
  readonly hasSandbox: boolean;
  /** Of all containers, init containers included. */
  readonly statuses: readonly ContainerStatus[];
  /** Those that others wrote: readiness gates look here. */
  readonly foreign: readonly PodCondition[];
}

/** The kubelet's conditions, without times, in the order it writes them. Models pkg/kubelet/status/generate.go. */
export function podConditions(input: ConditionInput): readonly PodCondition[] {
  const containersReady = containersReadyJudgement(input);
  const of = (type: string, judgement: Judgement): PodCondition => ({
    type,
    ...(input.pod.metadata.generation === undefined ? {} : { observedGeneration: input.pod.metadata.generation }),
    ...judgement,
  });
  return [
    of('PodReadyToStartContainers', { status: input.hasSandbox ? 'True' : 'False' }),
    of('Initialized', initializedJudgement(input)),
    of('Ready', readyJudgement(input, containersReady)),
    of('ContainersReady', containersReady),
    of('PodScheduled', yes),
  ];
}

function list(containers: readonly Container[]): string {
  return `[${containers.map((container) => container.name).join(' ')}]`;
}

function containersReadyJudgement({ pod, phase, statuses }: ConditionInput): Judgement {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const counted = [...(pod.spec?.initContainers ?? []).filter(isSidecar), ...(pod.spec?.containers ?? [])];
  const unknown = counted.filter((container) => !byName.has(container.name));
  const unready = counted.filter((container) => byName.get(container.name)?.ready === false);
  if (phase === 'Succeeded' && unknown.length === 0) return no('PodCompleted');
  if (phase === 'Failed') return no('PodFailed');
  const messages = [
    ...(unknown.length === 0 ? [] : [`containers with unknown status: ${list(unknown)}`]),
    ...(unready.length === 0 ? [] : [`containers with unready status: ${list(unready)}`]),
  ];
  return messages.length === 0 ? yes : no('ContainersNotReady', messages.join(', '));
}

function readyJudgement({ pod, foreign }: ConditionInput, containersReady: Judgement): Judgement {
  if (containersReady.status !== 'True') return containersReady;
  const messages = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = foreign.find((candidate) => candidate.type === conditionType);
    const gate = JSON.stringify(conditionType);
    if (condition === undefined) return [`corresponding condition of pod readiness gate ${gate} does not exist.`];
    return condition.status === 'True' ? [] : [`the status of pod readiness gate ${gate} is not "True", but ${condition.status}`];
  });
  return messages.length === 0 ? yes : no('ReadinessGatesNotReady', messages.join(', '));
}

function initializedJudgement({ pod, phase, statuses }: ConditionInput): Judgement {
  const byName = new Map(statuses.map((status) => [status.name, status]));
  const containers = pod.spec?.initContainers ?? [];
  const unknown = containers.filter((container) => !byName.has(container.name));
  const incomplete = containers.filter((container) => {
    const status = byName.get(container.name);
    return status !== undefined && !(isSidecar(container) ? status.started : status.ready);
  });
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  const regularStarted = (pod.spec?.containers ?? []).some((container) => {
    const status = byName.get(container.name);
    return (
      status?.state?.running !== undefined ||
      status?.state?.terminated !== undefined ||
      status?.lastState?.terminated !== undefined
    );
  });
  if (regularStarted) return yes;
  const messages = [
    ...(unknown.length === 0 ? [] : [`containers with unknown status: ${list(unknown)}`]),
    ...(incomplete.length === 0 ? [] : [`containers with incomplete status: ${list(incomplete)}`]),
  ];
  return messages.length === 0 ? yes : no('ContainersNotInitialized', messages.join(', '));
}
