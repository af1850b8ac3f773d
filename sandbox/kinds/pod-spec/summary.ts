import { parseTime } from '../../core/time-text.ts';
import type { Container, ContainerStatus, Pod } from '../../schema/types/core-v1.ts';
import { ageOf } from '../columns.ts';

/** What a table says of a Pod in a few words. */
export interface PodSummary {
  /** Ready containers of all: `1/2`. */
  readonly ready: string;
  /** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating` … */
  readonly status: string;
  /** How often containers were restarted, and how long ago the last time: `3 (5m ago)`. */
  readonly restarts: string;
}

/** A container that starts before the others and stays. */
export const isSidecar = (container: Container | undefined): boolean => container?.restartPolicy === 'Always';

class Restarts {
  count = 0;
  private last: string | undefined;

  add(status: ContainerStatus): void {
    this.count += status.restartCount;
    const finished = status.lastState?.terminated?.finishedAt;
    if (finished && (parseTime(finished) ?? 0) > (parseTime(this.last ?? '') ?? 0)) this.last = finished;
  }

  text(now: number): string {
    return this.count !== 0 && this.last !== undefined ? `${this.count} (${ageOf(this.last, now)} ago)` : String(this.count);
  }
}

/** Models printPod in pkg/printers/internalversion. */
export function podSummary(pod: Pod, now: number): PodSummary {
  const { spec, status } = pod;
  const initContainers = spec?.initContainers ?? [];
  const total = (spec?.containers?.length ?? 0) + initContainers.filter(isSidecar).length;
  const phase = status?.phase ?? '';
  let reason = status?.reason || phase;
  if (status?.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated'))
    reason = 'SchedulingGated';

  const init = initProgress(pod);
  let { restarts, ready } = init;
  if (init.reason !== undefined) reason = init.reason;
  const initialized = status?.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True') ?? false;
  if (init.reason === undefined || initialized) {
    restarts = init.sidecarRestarts;
    const main = mainProgress(pod, reason, restarts);
    reason = main.reason;
    ready += main.ready;
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (phase !== 'Succeeded' && phase !== 'Failed') reason = 'Terminating';
  }
  return { ready: `${ready}/${total}`, status: reason, restarts: restarts.text(now) };
}

function initProgress(pod: Pod): { reason?: string; ready: number; restarts: Restarts; sidecarRestarts: Restarts } {
  const initContainers = pod.spec?.initContainers ?? [];
  const restarts = new Restarts();
  const sidecarRestarts = new Restarts();
  let ready = 0;
  for (const [index, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const sidecar = isSidecar(initContainers.find(({ name }) => name === container.name));
    restarts.add(container);
    if (sidecar) sidecarRestarts.add(container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started) {
      if (container.ready) ready++;
      continue;
    }
    let reason = `Init:${index}/${initContainers.length}`;
    if (terminated !== undefined) reason = `Init:${endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    return { reason, ready, restarts, sidecarRestarts };
  }
  return { ready, restarts, sidecarRestarts };
}

function mainProgress(pod: Pod, before: string, restarts: Restarts): { reason: string; ready: number } {
  let reason = before;
  let failure = '';
  let ready = 0;
  let running = false;
  for (const container of [...(pod.status?.containerStatuses ?? [])].reverse()) {
    restarts.add(container);
    const { terminated, waiting, running: runs } = container.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated !== undefined) {
      reason = endOf(terminated);
      if (terminated.exitCode !== 0) failure = reason;
    } else if (container.ready && runs !== undefined) {
      running = true;
      ready++;
    }
  }
  if (reason === 'Completed') {
    const podReady = pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
    if (running && podReady) reason = 'Running';
    else if (failure !== '') reason = failure;
    else if (running) reason = 'NotReady';
  }
  return { reason, ready };
}

function endOf({
  reason,
  signal,
  exitCode,
}: {
  readonly reason?: string;
  readonly signal?: number;
  readonly exitCode: number;
}): string {
  if (reason) return reason;
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

/** How many readiness gates are open, of all. */
export function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const open = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  );
  return `${open.length}/${gates.length}`;
}
