import type { ContainerStatus, Pod } from '../schema/types/core-v1.ts';
import { isSidecar, restartsAfterExit } from './restart-policy.ts';

/** The phase that a Pod's containers add up to. Models getPhase of pkg/kubelet/kubelet_pods.go. */
export function podPhase(pod: Pod, statuses: readonly ContainerStatus[], isTerminal: boolean, hasInitialized: boolean): string {
  const { spec } = pod;
  const byName = new Map(statuses.map((status) => [status.name, status]));
  let pendingInit = 0;
  let pendingSidecars = 0;
  let failedForGood = false;
  let unknown = 0;
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let stoppedForGood = 0;
  let succeeded = 0;

  for (const container of spec?.initContainers ?? []) {
    const status = byName.get(container.name);
    const { state } = status ?? {};
    const ended = state?.terminated ?? (state?.waiting ? status?.lastState?.terminated : undefined);
    if (isSidecar(container)) {
      if (status === undefined) unknown++;
      else if (state?.running) {
        running++;
        if (!status.started) pendingSidecars++;
      } else if (ended === undefined) {
        pendingSidecars++;
        if (state?.waiting) waiting++;
        else unknown++;
      }
    } else if (ended === undefined) pendingInit++;
    else if (ended.exitCode !== 0 && !restartsAfterExit(container, spec, ended.exitCode)) failedForGood = true;
  }
  for (const container of spec?.containers ?? []) {
    const status = byName.get(container.name);
    const { state } = status ?? {};
    const ended = state?.terminated ?? (state?.waiting ? status?.lastState?.terminated : undefined);
    if (state?.running) running++;
    else if (ended !== undefined) {
      stopped++;
      if (!restartsAfterExit(container, spec, ended.exitCode)) stoppedForGood++;
      if (state?.terminated && ended.exitCode === 0) succeeded++;
    } else if (state?.waiting) waiting++;
    else unknown++;
  }

  if (failedForGood) return 'Failed';
  if (pendingInit > 0 || (pendingSidecars > 0 && !hasInitialized) || waiting > 0) return 'Pending';
  if (running > 0 && unknown === 0) return 'Running';
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (!isTerminal && stopped !== stoppedForGood) return 'Running';
    return stopped === succeeded ? 'Succeeded' : 'Failed';
  }
  return 'Pending';
}
