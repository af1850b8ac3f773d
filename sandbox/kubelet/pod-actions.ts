import type { Container, Pod } from '../schema/types/core-v1.ts';
import { resizeOf } from './resizing/resize-of.ts';
import { isSidecar, isToBeStarted, restartsAfterExit, restartsAfterKill } from './restart-policy.ts';
import type { ProbeResult, ProbeType } from './probe-worker.ts';
import type { RuntimeContainer } from './runtime.ts';

export interface ContainerToKill {
  readonly run: RuntimeContainer;
  readonly container: Container;
  readonly message: string;
  /** The probe whose own grace period counts. */
  readonly failedProbe?: ProbeType;
}

export interface ContainerToResize {
  readonly run: RuntimeContainer;
  readonly container: Container;
}

/** What has to be done so that a Pod's containers are as its spec asks. */
export interface PodActions {
  readonly createSandbox: boolean;
  /** Nothing of it shall go on running. */
  readonly killPod: boolean;
  readonly kill: readonly ContainerToKill[];
  readonly startInit: readonly Container[];
  readonly start: readonly Container[];
  /** Running containers that get other limits as they run. */
  readonly resize: readonly ContainerToResize[];
}

export interface PodActionsInput {
  readonly pod: Pod;
  readonly hasSandbox: boolean;
  /** The newest run of a container. */
  newest(name: string): RuntimeContainer | undefined;
  result(run: RuntimeContainer, type: ProbeType): ProbeResult | undefined;
}

const nothing: PodActions = { createSandbox: false, killPod: false, kill: [], startInit: [], start: [], resize: [] };

/** Models computePodActions and computeInitContainerActions of pkg/kubelet/kuberuntime. */
export function podActions(input: PodActionsInput): PodActions {
  const { pod, newest } = input;
  const containers = pod.spec?.containers ?? [];
  const initContainers = pod.spec?.initContainers ?? [];
  if (!input.hasSandbox) return sandboxActions(input);
  const init = initActions(input);
  if (init.killPod || !init.hasInitialized) return { ...nothing, ...init };

  const kill = [...init.kill];
  const start: Container[] = [];
  const startInit = [...init.startInit];
  const resize: ContainerToResize[] = [];
  let kept = 0;
  for (const container of containers) {
    const run = newest(container.name);
    if (run?.state !== 'running') {
      if (isToBeStarted(container, pod, run)) start.push(container);
      continue;
    }
    const reason = reasonToKill(input, container, run);
    if (reason === undefined) {
      const change = resizeOf(container, run);
      if (change === 'restart') {
        start.push(container);
        kill.push({ run, container, message: `Container ${container.name} resize requires restart` });
        continue;
      }
      if (change === 'update') resize.push({ run, container });
      kept++;
      continue;
    }
    const restarts = reason.restarts || restartsAfterKill(container, pod.spec);
    if (restarts) start.push(container);
    kill.push({ ...reason.kill, message: restarts ? `${reason.kill.message}, will be restarted` : reason.kill.message });
  }
  const killPod = kept === 0 && start.length === 0;
  // An ephemeral container runs once, beside what there is; nothing waits for it.
  if (!killPod) start.push(...ephemeralContainers(pod).filter(({ name }) => newest(name) === undefined));
  for (const container of initContainers.filter(isSidecar)) {
    const run = newest(container.name);
    const change = run === undefined ? 'nothing' : resizeOf(container, run);
    if (run === undefined || change === 'nothing' || startInit.includes(container)) continue;
    if (change === 'update') resize.push({ run, container });
    else {
      startInit.push(container);
      kill.push({ run, container, message: `Container ${container.name} resize requires restart` });
    }
  }
  return { ...nothing, killPod, kill, startInit: killPod ? [] : startInit, start, resize };
}

/** Without the sandbox that holds its namespaces nothing of a Pod can stay: it begins anew, where it may. */
function sandboxActions({ pod, newest }: PodActionsInput): PodActions {
  const { containers = [], initContainers = [], restartPolicy } = pod.spec;
  const runs = [...initContainers, ...containers].map(({ name }) => newest(name));
  if (restartPolicy === 'Never' && runs.some((run) => run !== undefined)) return { ...nothing, killPod: true };
  const hasSucceeded = ({ name }: Container): boolean => newest(name)?.state === 'exited' && newest(name)?.exitCode === 0;
  const start = containers.filter(
    (container) => (container.restartPolicy ?? restartPolicy) !== 'OnFailure' || !hasSucceeded(container),
  );
  if (start.length === 0 && containers.some(({ name }) => newest(name) !== undefined)) return { ...nothing, killPod: true };
  const anew = { ...nothing, killPod: true, createSandbox: true };
  const [first] = initContainers;
  return first === undefined ? { ...anew, start } : { ...anew, startInit: [first] };
}

/** The containers that were added to a Pod to look into it. */
export function ephemeralContainers({ spec, metadata }: Pod): readonly Container[] {
  if (metadata.deletionTimestamp !== undefined) return [];
  return spec?.ephemeralContainers ?? [];
}

function reasonToKill(
  { result }: PodActionsInput,
  container: Container,
  run: RuntimeContainer,
): { readonly kill: ContainerToKill; readonly restarts: boolean } | undefined {
  const of = (message: string, failedProbe?: ProbeType): ContainerToKill => ({
    run,
    container,
    message,
    ...(failedProbe === undefined ? {} : { failedProbe }),
  });
  if (run.config.imageName !== container.image)
    return { kill: of(`Container ${container.name} definition changed`), restarts: true };
  if (result(run, 'Liveness') === 'failure') {
    return { kill: of(`Container ${container.name} failed liveness probe`, 'Liveness'), restarts: false };
  }
  if (result(run, 'Startup') === 'failure') {
    return { kill: of(`Container ${container.name} failed startup probe`, 'Startup'), restarts: false };
  }
  return undefined;
}

interface InitActions {
  readonly hasInitialized: boolean;
  readonly killPod: boolean;
  readonly kill: readonly ContainerToKill[];
  readonly startInit: readonly Container[];
}

/** Goes from the last init container to the first: what ran last says how far the Pod has come. */
function initActions(input: PodActionsInput): InitActions {
  const { pod, newest, result } = input;
  const all = pod.spec?.initContainers ?? [];
  if (all.length === 0) return { hasInitialized: true, killPod: false, kill: [], startInit: [] };
  const initializedBefore = (pod.spec?.containers ?? []).some((container) => {
    const state = newest(container.name)?.state;
    return state === 'running' || state === 'created';
  });
  let hasInitialized = initializedBefore;
  const kill: ContainerToKill[] = [];
  const toStart = new Set<Container>();
  let isAnythingKnown = false;
  for (const [index, container] of [...all.entries()].reverse()) {
    const run = newest(container.name);
    const next = all[index + 1];
    if (run === undefined) {
      if (initializedBefore && isSidecar(container)) toStart.add(container);
      continue;
    }
    isAnythingKnown = true;
    if (initializedBefore && !isSidecar(container)) continue;
    if (run.state === 'created') toStart.add(container);
    else if (run.state === 'running') {
      if (!isSidecar(container)) break;
      const startup = container.startupProbe === undefined ? 'success' : result(run, 'Startup');
      if (startup === 'failure') {
        kill.push({ run, container, message: `Init container ${container.name} failed startup probe`, failedProbe: 'Startup' });
        toStart.add(container);
        break;
      }
      if (startup !== 'success') break;
      if (next === undefined) hasInitialized = true;
      else if (!initializedBefore) toStart.add(next);
      if (run.config.imageName !== container.image) {
        kill.push({ run, container, message: `Init container ${container.name} definition changed` });
        toStart.add(container);
      } else if (result(run, 'Liveness') === 'failure') {
        kill.push({ run, container, message: `Init container ${container.name} failed liveness probe`, failedProbe: 'Liveness' });
        toStart.add(container);
      }
      if (!initializedBefore) {
        addEarlierSidecars(all.slice(0, index), newest, toStart);
        break;
      }
    } else if (isSidecar(container)) {
      toStart.add(container);
      if (!initializedBefore) {
        addEarlierSidecars(all.slice(0, index), newest, toStart);
        break;
      }
    } else {
      if (run.exitCode !== 0) {
        if (!restartsAfterExit(container, pod.spec, run.exitCode ?? 1))
          return { hasInitialized: false, killPod: true, kill: [], startInit: [] };
        toStart.add(container);
      } else if (next === undefined) hasInitialized = true;
      else toStart.add(next);
      addEarlierSidecars(all.slice(0, index), newest, toStart);
      break;
    }
  }
  const first = all[0];
  if (!isAnythingKnown && !initializedBefore && first !== undefined) toStart.add(first);
  return { hasInitialized, killPod: false, kill, startInit: all.filter((container) => toStart.has(container)) };
}

/** Sidecars that came before and ended are started again, whatever the Pod is waiting for. */
function addEarlierSidecars(earlier: readonly Container[], newest: PodActionsInput['newest'], toStart: Set<Container>): void {
  for (const container of earlier) {
    if (isSidecar(container) && newest(container.name)?.state === 'exited') toStart.add(container);
  }
}
